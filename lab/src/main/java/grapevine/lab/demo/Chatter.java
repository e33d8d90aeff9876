package grapevine.lab.demo;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Screen;
import grapevine.lab.network.NodeProcess;
import java.time.Duration;
import java.util.List;

/** The scenes of the demonstration in which the peers talk: few of their messages are told one by one. */
final class Chatter {
    /** Of each peer; enough that some are still made when one peer dies. */
    static final int MESSAGES = 8;

    /** Messages that are told before the story goes on. */
    private static final int SHOWN = 10;

    /** Messages made while the network healed that are told one by one. */
    private static final int FEW = 4;

    private static final String TYPED = "is everybody still there?";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Screen screen;
    private final Tally tally;
    private final Narrator narrator;
    private final Stage stage;

    /** Messages made until a peer was killed. */
    private int before;

    /** Those made since that were told of when the network had healed. */
    private List<Tally.Message> meanwhile = List.of();

    Chatter(Screen screen, Tally tally, Narrator narrator, Stage stage) {
        this.screen = screen;
        this.tally = tally;
        this.narrator = narrator;
        this.stage = stage;
    }

    /** Tells the first messages that arrive. */
    void begin() throws LabException, InterruptedException {
        screen.heading("3. Gossip: each peer says " + MESSAGES + " messages, everybody hears all");
        narrator.turnTo(Narrator.Part.GOSSIP);
        // On a slow machine the first peers have said all before the last one is in.
        stage.await("messages reach everybody", PATIENCE, () -> narrator.messagesTold() >= SHOWN || isOver(0));
    }

    /**
     * Gossip went on while a peer died and the others found new neighbours.
     *
     * @param killed messages made until it was killed
     */
    void sayWhatWasSaidSince(int killed) throws LabException, InterruptedException {
        narrator.turnTo(Narrator.Part.HEALED);
        before = killed;
        meanwhile = tally.since(killed);
        if (meanwhile.isEmpty()) {
            return;
        }
        stage.await("what was said meanwhile is heard", PATIENCE, () -> areEverywhere(meanwhile));
        screen.say("Said between the kill and here:");
        for (Tally.Message message : meanwhile.subList(0, Math.min(FEW, meanwhile.size()))) {
            narrator.tellOnce(message);
        }
        if (meanwhile.size() > FEW) {
            sayHowLong("And " + (meanwhile.size() - FEW) + " more", meanwhile.subList(FEW, meanwhile.size()));
        }
    }

    /** Tells of a line typed by hand, and in one line of all the rest. */
    void finish() throws LabException, InterruptedException {
        NodeProcess typist = stage.peers().get(stage.peers().size() - 1);
        int silence = tally.counts().made();
        screen.say("Somebody types a line at " + typist.name() + ":");
        stage.type(typist, TYPED);
        stage.await("the typed line is heard", PATIENCE, () -> areEverywhere(typed(silence)));
        for (Tally.Message message : typed(silence)) {
            narrator.tellOnce(message);
        }
        stage.await("all messages are made and heard", PATIENCE, () -> isOver(1));
        List<Tally.Message> rest = tally.since(before).stream()
                .filter(message -> !isTyped(message) && !meanwhile.contains(message))
                .toList();
        if (!rest.isEmpty()) {
            sayHowLong("The other " + rest.size() + ", until each has said its " + MESSAGES, rest);
        }
    }

    /** Whether the peers that are up have made all their messages, and this many were typed, and all were heard. */
    private boolean isOver(int typed) {
        long made = stage.peers().stream()
                .mapToLong(peer -> tally.madeBy(peer.name()))
                .sum();
        return made >= (long) MESSAGES * stage.peers().size() + typed
                && tally.counts().missing() == 0;
    }

    private void sayHowLong(String which, List<Tally.Message> messages) throws LabException {
        long longest = messages.stream().mapToLong(tally::tookMillis).max().orElse(0);
        screen.say(which + ": everywhere, each within " + longest + " ms.");
    }

    private boolean areEverywhere(List<Tally.Message> messages) {
        return !messages.isEmpty() && messages.stream().allMatch(tally::isEverywhere);
    }

    private List<Tally.Message> typed(int since) {
        return tally.since(since).stream().filter(Chatter::isTyped).toList();
    }

    private static boolean isTyped(Tally.Message message) {
        return message.text().equals('"' + TYPED + '"');
    }
}
