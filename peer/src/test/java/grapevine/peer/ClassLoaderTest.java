package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.LogManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What is left of a program when its last peer is closed. */
@Isolated("the peers of other tests would keep the threads that all have in common")
class ClassLoaderTest {
    /** What it is of others it has from them. */
    private static final class Program extends URLClassLoader {
        Program() {
            super(
                    new URL[] {Guest.class.getProtectionDomain().getCodeSource().getLocation()},
                    Guest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean isOwn = name.equals(Guest.class.getName());
            return isOwn && findLoadedClass(name) == null ? findClass(name) : super.loadClass(name, resolve);
        }
    }

    @Test
    void nothing_of_ours_holds_the_class_loader_of_a_program_whose_peers_are_closed() throws Exception {
        LogManager.getLogger(
                ClassLoaderTest.class); // whose hook for the end of the JVM is of the thread that logs first

        WeakReference<ClassLoader> program = run(() -> {});

        awaitCollected(program);
    }

    /** The first one starts the threads that the second goes on with. */
    @Test
    void nor_does_it_while_the_peer_of_another_program_lives() throws Exception {
        LogManager.getLogger(ClassLoaderTest.class);
        AtomicReference<Peer> other = new AtomicReference<>();

        WeakReference<ClassLoader> program = run(() -> other.set(join()));

        try (Peer living = other.get()) {
            awaitCollected(program);
            assertThat(living.state()).isEqualTo(PeerState.READY);
        }
    }

    /** A peer of the test, on whatever thread. */
    private static Peer join() {
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoaderTest.class.getClassLoader());
        try {
            return Peer.join(PeerConfig.builder().build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    private static void awaitCollected(WeakReference<ClassLoader> program) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return program.get() == null;
        });
    }

    private static WeakReference<ClassLoader> run(Runnable beforeItEnds) throws Exception {
        try (Program program = new Program()) {
            Runnable guest = (Runnable) program.loadClass(Guest.class.getName())
                    .getConstructor(Runnable.class)
                    .newInstance(beforeItEnds);
            assertThat(guest.getClass().getClassLoader()).isSameAs(program);
            InheritableThreadLocal<Runnable> handedOn = new InheritableThreadLocal<>();
            Thread thread = new Thread(() -> {
                handedOn.set(guest);
                guest.run();
            });
            thread.setContextClassLoader(program);
            thread.start();
            thread.join(TimeUnit.SECONDS.toMillis(30));
            assertThat(thread.isAlive()).isFalse();
            return new WeakReference<>(program);
        }
    }
}
