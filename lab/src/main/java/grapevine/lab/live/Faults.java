package grapevine.lab.live;

import grapevine.lab.console.LabException;

/**
 * What is done to a node so that others have to find out, and what its network does when it is noticed that something
 * has happened to a node. Each change is made under the lock of the network.
 */
final class Faults implements Roster.Reactions {
    private final Object lock;
    private final Roster roster;
    private final Partition partition;
    private final Wiring wiring;
    private final Gaps gaps;
    private boolean isOver;

    /** @param lock whoever has it changes the network, and nobody else */
    Faults(Object lock, Roster roster, Partition partition, Wiring wiring, Gaps gaps) {
        this.lock = lock;
        this.roster = roster;
        this.partition = partition;
        this.wiring = wiring;
        this.gaps = gaps;
    }

    void freeze(LiveNode node) throws LabException, InterruptedException {
        synchronized (lock) {
            roster.checkLives(node);
            roster.tell(node.number(), "stands still");
            node.freeze();
        }
    }

    void thaw(LiveNode node) throws LabException, InterruptedException {
        synchronized (lock) {
            roster.checkLives(node);
            node.thaw();
            tellAll(node);
            roster.tell(node.number(), "goes on");
        }
    }

    /** What changed while it stood still. */
    private void tellAll(LiveNode node) {
        node.cutOff(partition.beyond(node.number()));
        wiring.tell(node.number());
    }

    void kill(LiveNode node) throws LabException {
        synchronized (lock) {
            roster.checkLives(node);
            node.kill();
            roster.tell(node.number(), "was killed");
            gaps.close(node.number());
        }
    }

    /** The network ends: whatever is noticed from now on changes nothing. */
    void end() {
        synchronized (lock) {
            isOver = true;
        }
    }

    // By itself: whoever notices does not wait

    @Override
    public void changedState(int number) {
        aside(
                "goes-on",
                () -> roster.node(number).ifPresent(node -> {
                    if (node.isDead()) {
                        gaps.close(number);
                    } else {
                        tellAll(node);
                    }
                }));
    }

    @Override
    public void foundDead(int number) {
        aside("closes-gap", () -> gaps.foundDead(number));
    }

    private void aside(String name, Runnable change) {
        Thread changing = new Thread(
                () -> {
                    synchronized (lock) {
                        if (!isOver) {
                            change.run();
                        }
                    }
                },
                name);
        changing.setDaemon(true);
        changing.start();
    }
}
