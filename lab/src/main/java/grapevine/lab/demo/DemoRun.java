package grapevine.lab.demo;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Screen;
import grapevine.lab.network.NodeProcess;
import grapevine.lab.network.Overlay;
import grapevine.wire.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** The scenes of the demonstration. Each waits for what the logs say or the nodes answer, never for a while. */
final class DemoRun {
    static final int SEEDS = 3;
    static final int PEERS = 8;

    // A busy machine starts a JVM slowly; what works is far below every one of these.
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final Duration LEAVE = Duration.ofSeconds(10);

    private static final String[] SEED_OPTIONS = {"--lease", "10s"};
    private static final String[] PEER_OPTIONS = {
        "--lease",
        "10s",
        "--ping-period",
        "2s",
        "--gossip-period",
        "1500ms",
        "--gossip-count",
        String.valueOf(Chatter.MESSAGES)
    };

    private final Screen screen;
    private final boolean keeps;
    private final Tally tally;
    private final Narrator narrator;
    private final Stage stage;
    private final Chatter chatter;

    private DemoRun(Screen screen, boolean keeps, Tally tally, Narrator narrator, Stage stage) {
        this.screen = screen;
        this.keeps = keeps;
        this.tally = tally;
        this.narrator = narrator;
        this.stage = stage;
        chatter = new Chatter(screen, tally, narrator, stage);
    }

    /**
     * Shows it all.
     *
     * @param jars the folder with seed.jar and peer.jar
     * @param cast the keys of its nodes
     * @param keeps whether the folder with the logs stays
     * @return whether nothing was missing, the peers were one network and everybody left in order
     */
    static boolean show(Screen screen, Path jars, Cast cast, boolean keeps) throws LabException, InterruptedException {
        Tally tally = new Tally();
        Narrator narrator = new Narrator(screen, tally);
        try (Stage stage = Stage.of(jars, SEEDS, cast, keeps, narrator)) {
            return new DemoRun(screen, keeps, tally, narrator, stage).run();
        }
    }

    private boolean run() throws LabException, InterruptedException {
        screen.say("3 seeds (s1-s3) and 8 peers (p1-p8), each a process on this machine.");
        screen.say("Short periods, so that you need not wait: --ping-period 2s --lease 10s");
        screen.say("--gossip-period 1500ms --gossip-count " + Chatter.MESSAGES + ". Seconds on the left.");
        if (keeps) {
            screen.say("The logs are in " + stage.folder());
        }
        startSeeds();
        startPeers();
        chatter.begin();
        killTheHub();
        chatter.finish();
        boolean isInOrder = leave();
        boolean isComplete = count();
        if (keeps) {
            screen.say("The logs are in " + stage.folder());
        }
        return isInOrder && isComplete;
    }

    private void startSeeds() throws LabException, InterruptedException {
        screen.heading("1. Three seeds");
        for (int i = 0; i < SEEDS; i++) {
            stage.startSeed(SEED_OPTIONS);
        }
        stage.await(
                "the seeds are ready",
                START,
                () -> stage.seeds().stream()
                        .allMatch(seed -> narrator.count(seed.name(), "seed_connected") == SEEDS - 1));
        screen.say("Each seed is connected with the other two.");
    }

    private void startPeers() throws LabException, InterruptedException {
        screen.heading("2. Eight peers join");
        narrator.turnTo(Narrator.Part.JOINING);
        for (int i = 0; i < PEERS; i++) {
            NodeProcess peer = stage.startPeer(PEER_OPTIONS);
            stage.await(peer + " is ready", START, () -> narrator.count(peer.name(), "ready") > 0);
        }
        Overlay overlay = settled("the peers are one network and the seeds know it");
        screen.say("Asked all of them over TCP, and believed a link only if both its ends name it:");
        picture(overlay);
        sayOverlay(overlay);
    }

    private void killTheHub() throws LabException, InterruptedException {
        NodeProcess hub = hub();
        screen.heading("4. " + hub.name() + " has the most links: kill -9, in the middle of it");
        narrator.turnTo(Narrator.Part.BREAKING);
        double killed = screen.seconds();
        int before = tally.counts().made();
        int others = stage.peers().size() - 1;
        stage.kill(hub);
        tally.killed(hub.name());
        stage.await(
                "every seed takes " + hub.name() + " off its list",
                SETTLE,
                () -> stage.seeds().stream()
                        .allMatch(seed -> narrator.count(seed.name(), "peer_removed", hub.name()) > 0));
        screen.say(String.format(
                Locale.ROOT, "Off the lists of all %d seeds %.1f s after the kill.", SEEDS, screen.seconds() - killed));
        Overlay overlay = settled("the " + others + " others are one network again");

        screen.heading(String.format(Locale.ROOT, "5. Healed, %.1f s after the kill", screen.seconds() - killed));
        picture(overlay);
        sayOverlay(overlay);
        chatter.sayWhatWasSaidSince(before);
    }

    private boolean leave() throws LabException, InterruptedException {
        screen.heading("6. Everybody leaves (SIGTERM)");
        narrator.turnTo(Narrator.Part.LEAVING);
        int deaths = narrator.count("neighbour_dead");
        List<NodeProcess> peers = stage.peers();
        List<NodeProcess> seeds = stage.seeds();
        double asked = screen.seconds();
        stage.terminate(peers, LEAVE);
        double gone = screen.seconds();
        stage.await("the seeds know that they have left", LEAVE, () -> {
            for (NodeProcess seed : seeds) {
                if (!stage.listedBy(seed).isEmpty()) {
                    return false;
                }
            }
            return true;
        });
        stage.terminate(seeds, LEAVE);
        int calledDead = narrator.count("neighbour_dead") - deaths;
        screen.say(String.format(
                Locale.ROOT,
                "All peers gone after %.1f s; the seeds' lists are empty; called dead: %d.",
                gone - asked,
                calledDead));
        return endedInOrder(peers) && endedInOrder(seeds) && calledDead == 0;
    }

    private boolean endedInOrder(List<NodeProcess> nodes) throws LabException {
        boolean isInOrder = true;
        for (NodeProcess node : nodes) {
            int status = node.process().exitValue();
            if (status != 0) {
                screen.say(node.name() + " ended with status " + status);
                isInOrder = false;
            }
        }
        return isInOrder;
    }

    private boolean count() throws LabException {
        Tally.Counts counts = tally.counts();
        screen.heading("Counted from the logs");
        screen.say(String.format("made       %5d  messages by %d peers", counts.made(), PEERS));
        screen.say(String.format("owed       %5d  deliveries, to each peer that was in when a message", counts.owed()));
        screen.say("                  was made, and up to the end");
        screen.say(String.format("delivered  %5d", counts.delivered()));
        screen.say(String.format("missing    %5d", counts.missing()));
        screen.say(String.format("twice      %5d", counts.twice()));
        if (counts.lost() > 0) {
            screen.say(String.format("lost       %5d  made by the killed peer and heard by nobody", counts.lost()));
        }
        boolean isComplete = counts.missing() == 0 && counts.twice() == 0;
        screen.say(isComplete ? "Whatever was owed has arrived, once." : "Something is wrong: see the numbers above.");
        return isComplete;
    }

    /** The overlay once it is one component of agreed links and every seed lists the true degree of every peer. */
    private Overlay settled(String what) throws LabException, InterruptedException {
        List<Overlay> last = new ArrayList<>();
        stage.await(what, SETTLE, () -> {
            Overlay overlay = stage.overlay();
            last.clear();
            last.add(overlay);
            return overlay.isWhole() && isKnownToSeeds(overlay);
        });
        return last.get(0);
    }

    private boolean isKnownToSeeds(Overlay overlay) throws IOException {
        SortedMap<Address, Integer> degrees = new TreeMap<>();
        overlay.neighbours().keySet().forEach(peer -> degrees.put(peer, overlay.degree(peer)));
        for (NodeProcess seed : stage.seeds()) {
            if (!stage.listedBy(seed).equals(degrees)) {
                return false;
            }
        }
        return true;
    }

    private NodeProcess hub() throws LabException, InterruptedException {
        Address hub = settled("the network stands still").biggestHub();
        return stage.peers().stream()
                .filter(peer -> peer.address().equals(hub))
                .findFirst()
                .orElseThrow(() -> new LabException("nobody is at " + hub));
    }

    private void picture(Overlay overlay) throws LabException {
        for (NodeProcess peer : stage.peers()) {
            List<String> names = new ArrayList<>();
            for (NodeProcess other : stage.peers()) {
                boolean isLinked = overlay.neighbours()
                        .getOrDefault(peer.address(), Collections.emptyNavigableSet())
                        .contains(other.address());
                names.add(isLinked ? other.name() : "  ");
            }
            screen.tell(peer.name(), String.join(" ", names) + "  " + overlay.degree(peer.address()) + " links");
        }
    }

    private void sayOverlay(Overlay overlay) throws LabException {
        int links =
                overlay.neighbours().keySet().stream().mapToInt(overlay::degree).sum() / 2;
        screen.say(overlay.neighbours().size() + " peers, " + links + " links, "
                + overlay.components().size() + " component; the " + SEEDS + " seeds list the same degrees.");
    }
}
