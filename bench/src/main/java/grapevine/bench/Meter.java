package grapevine.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import grapevine.bench.system.Contender;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/** What this process has used up so far: CPU time, and bytes allocated by all threads, ended ones included. */
final class Meter {
    private final Contender contender;
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    /** What each thread had allocated when last looked at; one that has ended since keeps its last figure. */
    private final Map<Long, Long> allocated = new HashMap<>();

    private long allocatedInAll;

    Meter(Contender contender) {
        this.contender = contender;
    }

    /** Nanoseconds of CPU, garbage collector, compiler and a broker included. */
    long cpuNanos() {
        return system.getProcessCpuTime() + contender.cpuNanosElsewhere();
    }

    /** Bytes allocated. To be called now and then: of a thread that ended, what it did since the last call is lost. */
    synchronized long allocatedBytes() {
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            long before = allocated.getOrDefault(ids[i], 0L);
            if (bytes[i] > before) {
                allocated.put(ids[i], bytes[i]);
                allocatedInAll += bytes[i] - before;
            }
        }
        return allocatedInAll;
    }

    int threadCount() {
        return threads.getThreadCount();
    }

    /** Heap in use after a collection, bytes. */
    static long heapBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
