package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A store of numbers whose jobs wait until the test's thread, which is the one that puts, runs them. */
final class HandDriven implements Trail.Store<Integer, String> {
    /** What can be recalled. */
    final NavigableSet<Integer> kept = new TreeSet<>();

    private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
    private volatile boolean hasEnded;

    @Override
    public String nameOf(Integer item) {
        return "no. " + item;
    }

    @Override
    public Integer recall(String name) {
        Integer item = Integer.valueOf(name.substring("no. ".length()));
        return kept.contains(item) ? item : null;
    }

    @Override
    public void soon(Runnable job) {
        jobs.add(job);
        if (hasEnded) {
            run();
        }
    }

    /** From now on each job is run by whoever brings it. */
    void end() {
        hasEnded = true;
        run();
    }

    /** Runs what waits; returns whether that was anything. */
    synchronized boolean run() {
        boolean any = false;
        for (Runnable job = jobs.poll(); job != null; job = jobs.poll()) {
            job.run();
            any = true;
        }
        return any;
    }

    /** Runs one job, if any waits. */
    synchronized void runOne() {
        Runnable job = jobs.poll();
        if (job != null) {
            job.run();
        }
    }

    int waiting() {
        return jobs.size();
    }

    /** Runs what comes until it is so. */
    void runUntil(BooleanSupplier isSo) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(end);
            Runnable job = jobs.poll(1, TimeUnit.MILLISECONDS);
            if (job != null) {
                job.run();
            }
        }
    }
}
