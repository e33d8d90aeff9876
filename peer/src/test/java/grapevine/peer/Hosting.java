package grapevine.peer;

import grapevine.node.Budget;
import grapevine.runtime.LoneNode;
import grapevine.runtime.NodeHost;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Real hosts of nodes, but for what the program around the node is told of its memory. */
final class Hosting {
    private Hosting() {}

    static NodeHost.Maker with(Budget budget) {
        return (plan, application) -> {
            NodeHost host = LoneNode.listen(plan, application);
            return (NodeHost) Proxy.newProxyInstance(
                    NodeHost.class.getClassLoader(),
                    new Class<?>[] {NodeHost.class},
                    (proxy, asked, arguments) ->
                            asked.getName().equals("budget") ? budget : invoke(host, asked, arguments));
        };
    }

    private static Object invoke(NodeHost host, Method asked, Object[] arguments) throws Throwable {
        try {
            return asked.invoke(host, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
