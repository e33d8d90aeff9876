import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.NetworkKeys;
import java.nio.file.Path;
import java.util.List;

/** Makes the keys of a network of two peers, as {@code ./grapevine keys} does. */
final class MakeKeys {
    private static final int DAYS = 2;

    private MakeKeys() {}

    public static void main(String[] args) throws Exception {
        NetworkKeys network = NetworkKeys.make(Path.of(args[0]));
        for (String name : List.of("one", "two")) {
            network.makeNode(new Holder(name, KeyRole.PEER, List.of(), List.of()), DAYS);
        }
    }
}
