package grapevine.lab.live;

import grapevine.lab.console.LabException;
import java.util.List;
import java.util.Set;

/**
 * Nodes come to a network, go, and begin anew. Each change is made under the lock of the network; whoever waits until a
 * node has its place does not hold it, so that others are changed meanwhile.
 */
final class Turnover {
    private final Object lock;
    private final Starter.Ground ground;
    private final Starter starter;
    private final Gaps gaps;

    /**
     * Of this network.
     *
     * @param lock whoever has it changes the network, and nobody else
     */
    Turnover(Object lock, Starter.Ground ground, Starter starter, Gaps gaps) {
        this.lock = lock;
        this.ground = ground;
        this.starter = starter;
        this.gaps = gaps;
    }

    /**
     * One more, which has its place then.
     *
     * @throws LabException if it cannot start or finds no place; it is not there then
     */
    LiveNode add() throws LabException, InterruptedException {
        LiveNode added;
        synchronized (lock) {
            int number = starter.nextNumber();
            Set<Integer> neighbours =
                    ground.seeds().addresses().isEmpty() ? ground.wiring().others(reachable()) : Set.of();
            added = starter.add(number, neighbours);
            ground.wiring().comes(number);
            neighbours.forEach(ground.wiring()::tell);
        }
        boolean isUp = false;
        try {
            starter.awaitReady(added);
            isUp = true;
            return added;
        } finally {
            synchronized (lock) {
                ground.wiring().hasCome(added.number());
                if (!isUp && ground.roster().isThere(added)) {
                    take(added, false);
                }
            }
        }
    }

    /** By a node that is added. */
    private List<LiveNode> reachable() {
        return ground.roster().answering().stream()
                .filter(node -> !ground.partition().side().contains(node.number()))
                .filter(node -> !ground.wiring().isComing(node.number()))
                .toList();
    }

    /**
     * One fewer.
     *
     * @throws LabException if it was removed or restarted already
     */
    void remove(LiveNode node, boolean heals) throws LabException {
        synchronized (lock) {
            ground.roster().checkIsThere(node);
            take(node, heals);
        }
    }

    /** Others are linked before, and let go of it after: so that it can say goodbye, and hand over what it has. */
    private void take(LiveNode node, boolean heals) {
        if (heals && !gaps.isClosed(node.number())) {
            ground.wiring().heal(node.number());
        }
        boolean saysGoodbye = node.isAnswering();
        node.leave();
        if (saysGoodbye) {
            ground.wiring().awaitGoodbye(node.number()); // or they would let go of it before they hear it
        }
        ground.roster().remove(node);
        ground.room().divide(ground.roster().nodes().size());
        ground.wiring().remove(node.number());
        gaps.forget(node.number());
        InboxStore store = ground.store();
        if (store != null) {
            store.remove(node.number());
        }
        ground.roster().tell(node.number(), "was removed");
    }

    /**
     * One begins anew.
     *
     * @throws LabException if it was removed or restarted already, cannot start or finds no place; in the last case it
     *     is there all the same
     */
    LiveNode restart(LiveNode node) throws LabException, InterruptedException {
        LiveNode anew;
        boolean canLink;
        synchronized (lock) {
            ground.roster().checkIsThere(node);
            ground.roster().tell(node.number(), "begins anew");
            gaps.begins(node.number());
            anew = startAgain(node);
            ground.wiring().tellNeighbours(node.number());
            canLink = canLink(anew);
        }
        boolean isUp = false;
        try {
            if (canLink) {
                starter.awaitReady(anew);
                openGap(anew);
            } else {
                starter.awaitListening(anew);
            }
            isUp = true;
            return anew;
        } finally {
            if (!isUp) {
                missIfDead(anew);
            }
        }
    }

    private LiveNode startAgain(LiveNode node) throws LabException {
        boolean isStarted = false;
        try {
            LiveNode anew = starter.restart(node);
            isStarted = true;
            return anew;
        } finally {
            if (!isStarted) {
                gaps.foundDead(node.number()); // it may have said goodbye: then no neighbour finds it dead
            }
        }
    }

    /** One that never listened, or was killed before it was linked, is missed by nobody else. */
    private void missIfDead(LiveNode anew) {
        synchronized (lock) {
            boolean isDead = anew.isDead() || anew.listening().isCompletedExceptionally();
            if (isDead && ground.roster().isThere(anew)) {
                gaps.foundDead(anew.number());
            }
        }
    }

    /** When it has all of its own links again. */
    private void openGap(LiveNode anew) throws InterruptedException {
        int number = anew.number();
        List<Link> own;
        synchronized (lock) {
            if (!gaps.isClosed(number)) {
                return;
            }
            own = ground.wiring().answeringLinks(number);
        }
        boolean stand = ground.wiring().stand(own);
        synchronized (lock) {
            if (stand && ground.roster().isThere(anew) && !anew.isDead()) {
                gaps.open(number);
            }
        }
    }

    /** Whether one of those that it is given, or a seed, can be reached from there; also if it is given nobody. */
    private boolean canLink(LiveNode node) {
        Set<Integer> side = ground.partition().side();
        boolean isInSide = side.contains(node.number());
        if (!ground.seeds().addresses().isEmpty()) {
            return !isInSide;
        }
        Set<Integer> given = ground.wiring().of(node.number());
        return given.isEmpty()
                || ground.roster().answering().stream()
                        .map(LiveNode::number)
                        .anyMatch(other -> given.contains(other) && side.contains(other) == isInSide);
    }
}
