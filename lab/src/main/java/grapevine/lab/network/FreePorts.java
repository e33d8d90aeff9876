package grapevine.lab.network;

import grapevine.lab.console.LabException;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of 127.0.0.1 where nobody listens now, from blocks that are this process's own: no other that asks here is
 * given them, and none is given out twice. Any thread may ask.
 */
final class FreePorts {
    /** Given to whoever asks in this process: two networks in one process must not meet. */
    private static final FreePorts OF_THIS_PROCESS = new FreePorts();

    // Guarded by this. The blocks are held until this process ends.
    private final List<PortBlock> blocks = new ArrayList<>();
    private int next = 1;
    private int last;

    /**
     * One of those of this process.
     *
     * @throws LabException if there is none
     */
    static int next() throws LabException {
        return OF_THIS_PROCESS.another();
    }

    synchronized int another() throws LabException {
        while (true) {
            if (next > last) {
                PortBlock block = PortBlock.take();
                blocks.add(block);
                next = block.first() + 1;
                last = block.last();
            }
            int port = next++;
            if (PortBlock.isFree(port)) {
                return port;
            }
        }
    }
}
