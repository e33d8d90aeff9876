package grapevine.lab.live;

import grapevine.lab.console.LabException;
import grapevine.lab.network.PortBlock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Ports for the nodes of one test, which no other test uses meanwhile. */
final class OwnPorts implements BeforeEachCallback, AfterEachCallback {
    private @Nullable PortBlock block;

    @Override
    public void beforeEach(ExtensionContext context) throws LabException {
        block = PortBlock.take();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (block != null) {
            block.close();
        }
    }

    /** Behind this one they begin. */
    int first() {
        return Objects.requireNonNull(block).first();
    }
}
