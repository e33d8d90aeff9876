package grapevine.lab.live;

import grapevine.lab.console.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.LongDataType;

/**
 * The inboxes of one network in a file, each a map of its own; the next network there has what they hold. What changes
 * is written together every {@value #WRITE_MILLIS} ms, which takes its time too: a process that is killed loses what
 * came in its last second, and no more. Safe for several threads: the file is used by one of its own, since a channel
 * to a file closes when whoever uses it is interrupted.
 */
final class InboxStore implements AutoCloseable {
    static final String FILE = "inboxes.mv";

    static final int WRITE_MILLIS = 500;

    /** How the letters are written: a file of another form is refused. */
    static final String FORM = "1";

    /** How long room that was freed stays as it is, so that a machine that loses its power finds the state before. */
    private static final int RETENTION_MILLIS = 5_000;

    /** How many changes may wait for their turn; whoever makes more waits. */
    private static final int MOST_WAITING = 256;

    private static final Set<PosixFilePermission> OF_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OF_FILE = PosixFilePermissions.fromString("rw-------");
    private static final int CACHE_MB = 4;
    private static final String ABOUT = "grapevine";

    private final Path file;
    private final InboxRoom room;
    private final MVStore store;
    private final Consumer<String> teller;
    private final Set<Integer> removed = ConcurrentHashMap.newKeySet();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(InboxStore::thread);
    private final Semaphore places = new Semaphore(MOST_WAITING);
    private boolean isTold;

    private InboxStore(Path file, InboxRoom room, MVStore store, Consumer<String> teller) {
        this.file = file;
        this.room = room;
        this.store = store;
        this.teller = teller;
    }

    /**
     * That of a folder, which is made if it is not there; what is made is for this user alone.
     *
     * @param room for the inboxes in memory; what has none falls out here too
     * @param teller told once if the file can be written no more; the inboxes go on in memory then
     * @throws LabException if another network has it, or it is none that can be read; the file is as it was then
     */
    static InboxStore open(Path folder, InboxRoom room, Consumer<String> teller) throws LabException {
        Path file = folder.resolve(FILE);
        try {
            makePrivately(folder, file);
        } catch (IOException e) {
            throw new LabException("--data=" + folder + " cannot be a folder for inboxes: " + e);
        }
        MVStore store = null;
        try {
            store = new MVStore.Builder()
                    .fileName(file.toString())
                    .cacheSize(CACHE_MB)
                    .open();
            store.setRetentionTime(RETENTION_MILLIS);
            store.setVersionsToKeep(0);
            sign(store);
            makePrivate(file);
            store.setAutoCommitDelay(WRITE_MILLIS);
            return new InboxStore(file, room, store, teller);
        } catch (RuntimeException e) {
            if (store != null) {
                store.closeImmediately();
            }
            throw failure(file, e);
        }
    }

    /** What is not there yet: messages stand in it as they are, for whoever may read it. */
    private static void makePrivately(Path folder, Path file) throws IOException {
        boolean isPosix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (isPosix && !Files.isDirectory(folder)) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OF_FOLDER));
        }
        Files.createDirectories(folder);
        if (isPosix && !Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OF_FILE));
        }
    }

    /** One that an earlier version made, once it is known to be one of ours. */
    private static void makePrivate(Path file) {
        try {
            Files.setPosixFilePermissions(file, OF_FILE);
        } catch (IOException | UnsupportedOperationException e) {
            // It is somebody else's, who decides about it, or there is nothing to set.
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "inboxes");
        thread.setDaemon(true);
        return thread;
    }

    private static void sign(MVStore store) {
        boolean isNew = store.getMapNames().isEmpty();
        if (!isNew && !store.hasMap(ABOUT)) {
            throw new IllegalStateException("it holds something else");
        }
        MVMap<String, String> about = store.openMap(ABOUT);
        String form = isNew ? FORM : about.get("form");
        if (!FORM.equals(form)) {
            throw new IllegalStateException("its form is " + form + ", and this version reads " + FORM);
        }
        if (isNew) {
            about.put("form", FORM);
            store.commit();
        }
    }

    private static LabException failure(Path file, RuntimeException cause) {
        int code = cause instanceof MVStoreException known ? known.getErrorCode() : 0;
        if (code == DataUtils.ERROR_FILE_LOCKED) {
            return new LabException("another network keeps its inboxes in " + file);
        }
        return new LabException(file + " is no file of inboxes, or is damaged (" + firstLine(cause)
                + "); move it away, or say another --data");
    }

    private static String firstLine(RuntimeException cause) {
        String message = String.valueOf(cause.getMessage());
        return message.lines().findFirst().orElse("");
    }

    /**
     * The inbox of a node, with what it held.
     *
     * @throws LabException if that cannot be read
     */
    Inbox inbox(int node) throws LabException {
        removed.remove(node);
        try {
            MVMap<Long, Inbox.Letter> kept =
                    CompletableFuture.supplyAsync(() -> openMap(node), writer).join();
            SortedMap<Long, Inbox.Letter> before = CompletableFuture.supplyAsync(() -> new TreeMap<>(kept), writer)
                    .join();
            return new Inbox(room, before, new Inbox.Copy() {
                @Override
                public void put(long place, Inbox.Letter letter) {
                    write(node, () -> kept.put(place, letter));
                }

                @Override
                public void remove(long place) {
                    write(node, () -> kept.remove(place));
                }
            });
        } catch (CompletionException e) {
            throw failure(file, e.getCause() instanceof RuntimeException cause ? cause : e);
        }
    }

    private MVMap<Long, Inbox.Letter> openMap(int node) {
        return store.openMap(
                name(node),
                new MVMap.Builder<Long, Inbox.Letter>()
                        .keyType(LongDataType.INSTANCE)
                        .valueType(new LetterType()));
    }

    private static String name(int node) {
        return "inbox " + node;
    }

    /** A node is no more, and so is its inbox; what it is still given is not kept. */
    void remove(int node) {
        removed.add(node);
        write(() -> store.removeMap(name(node)));
    }

    /** Of a node that was removed nothing is kept, and that is no failure. */
    private void write(int node, Runnable change) {
        write(() -> {
            if (!removed.contains(node)) {
                change.run();
            }
        });
    }

    private void write(Runnable change) {
        places.acquireUninterruptibly();
        try {
            writer.execute(() -> {
                try {
                    change.run();
                } catch (RuntimeException e) {
                    failed(e);
                } finally {
                    places.release();
                }
            });
        } catch (RejectedExecutionException e) {
            places.release(); // it is closed
        }
    }

    private synchronized void failed(RuntimeException cause) {
        if (!isTold) {
            isTold = true;
            teller.accept("the inboxes are kept no more in " + file + ": " + firstLine(cause));
        }
    }

    /** As when the disk fails. */
    void breakOff() {
        write(store::closeImmediately);
    }

    /** Everything is written; what comes later is not kept. */
    @Override
    public void close() {
        write(store::close);
        writer.shutdown();
        places.acquireUninterruptibly(MOST_WAITING);
        places.release(MOST_WAITING);
    }
}
