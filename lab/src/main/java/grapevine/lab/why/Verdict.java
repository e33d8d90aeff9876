package grapevine.lab.why;

import grapevine.lab.network.Poll;
import grapevine.lab.why.Episode.Part;
import grapevine.lab.why.Testimony.Sighting;
import grapevine.wire.Address;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What comes of all testimonies: whether it is dead, and who says so, when and on what evidence. A node that answers
 * for itself lives, and so does one that a seed lists, if none is just looking, or, without seeds, one that a neighbour
 * heard in time.
 */
public final class Verdict {
    /** What it is. */
    public enum Kind {
        /** It is held for dead. */
        DEAD,
        /** Nobody holds it for dead. */
        ALIVE,
        /** It was held for dead by somebody, and lives. */
        REFUTED,
        /** It said goodbye. */
        LEFT,
        /** Nobody knows anything of it. */
        UNKNOWN;

        /** As it is told. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String name;
    private final List<Testimony> testimonies;
    private final Function<Address, String> names;
    private final Episode episode;
    private final Account account;
    private final Evidence evidence;
    private final Kind kind;
    private final List<String> lines;

    /**
     * Of what these say about that one.
     *
     * @param silent those that did not answer, see {@link Inquest.Outcome}
     * @param names what a node is called
     * @param zone in which times are told
     */
    public Verdict(
            Address about,
            List<Testimony> testimonies,
            Map<Address, String> silent,
            Function<Address, String> names,
            ZoneId zone) {
        this.testimonies = testimonies;
        this.names = names;
        name = names.apply(about);
        episode = new Episode(testimonies);
        account = new Account(zone);
        evidence = new Evidence(episode, testimonies, this::called, account);
        kind = decide();
        List<Address> unasked =
                silent.keySet().stream().filter(node -> !node.equals(about)).toList();
        String headline = switch (kind) {
            case DEAD -> tellDeath(headlineOfDeath());
            case REFUTED -> tellDeath(headlineOfReturn());
            case ALIVE -> tellOfNeighbours();
            case LEFT -> tellGoodbye();
            case UNKNOWN -> (unasked.isEmpty() ? "nobody remembers " : "nobody that answers remembers ") + name;
        };
        if (!unasked.isEmpty() && kind != Kind.UNKNOWN) {
            String why = Poll.sentence(silent.getOrDefault(unasked.get(0), ""));
            account.now(2, "not heard: " + listed(unasked, 30) + (unasked.size() == 1 ? ", which " + why : ""));
        }
        lines = account.under(headline);
    }

    /** What it is. */
    public Kind kind() {
        return kind;
    }

    private Kind decide() {
        boolean isAlive = isAlive();
        long died = episode.isEmpty() ? Long.MIN_VALUE : episode.began();
        if (testimonies.stream().noneMatch(Testimony::remembers)) {
            return Kind.UNKNOWN;
        }
        if (!isAlive && goodbyes().stream().anyMatch(goodbye -> goodbye.at() > died)) {
            return Kind.LEFT;
        }
        if (episode.isEmpty()) {
            return Kind.ALIVE;
        }
        return isAlive ? Kind.REFUTED : Kind.DEAD;
    }

    /** At most ten lines of at most 80 columns. */
    public List<String> lines() {
        return lines;
    }

    private boolean isAlive() {
        if (testimonies.stream().anyMatch(Testimony::isSelf)) {
            return true;
        }
        return testimonies.stream().anyMatch(Testimony::isSeed)
                ? testimonies.stream()
                                .anyMatch(testimony -> testimony.standing().equals("alive"))
                        && testimonies.stream().noneMatch(Testimony::isLooking)
                        && testimonies.stream()
                                .noneMatch(testimony -> testimony.standing().equals("dead"))
                : testimonies.stream().anyMatch(Testimony::hears);
    }

    private List<Sighting> goodbyes() {
        return testimonies.stream()
                .flatMap(testimony -> testimony.last(Sighting::isGoodbye).stream())
                .toList();
    }

    // A death

    private String headlineOfDeath() {
        String why = episode.ofSeeds().stream()
                .map(part -> part.death().get("why"))
                .filter(reason -> reason.startsWith("probe-") || reason.equals("restarted"))
                .findFirst()
                .orElseGet(() -> (episode.ofPeers().isEmpty() ? episode.ofSeeds() : episode.ofPeers())
                        .get(0)
                        .death()
                        .get("why"));
        String meaning = switch (why) {
            case "probe-refused", "gone" -> ": its process is gone";
            case "probe-unanswered", "silent" -> ": it does not answer";
            case "restarted" -> ": another process took its place";
            case "lease-expired" -> ": its lease ended";
            default -> "";
        };
        return name + " is held for dead since " + account.time(episode.began()) + meaning;
    }

    private String headlineOfReturn() {
        String by = episode.ofSeeds().isEmpty()
                ? " is alive; " + Account.count(episode.ofPeers().size(), "neighbour") + " held it for dead at "
                : " is alive again; it was held for dead at ";
        return name + by + account.time(episode.began());
    }

    private String tellDeath(String headline) {
        List<Part> peers = episode.ofPeers();
        if (!peers.isEmpty()) {
            evidence.tellWitness(peers.get(0));
        }
        if (peers.size() > 1) {
            List<Address> others =
                    peers.stream().skip(1).map(part -> part.by().by()).toList();
            account.at(
                    peers.get(1).death().at(),
                    6,
                    "so did " + Account.count(others.size(), "more neighbour") + ": " + listed(others, 44));
        }
        evidence.tellSeeds();
        List<Address> hearing =
                testimonies.stream().filter(Testimony::hears).map(Testimony::by).toList();
        if (!hearing.isEmpty()) {
            account.now(
                    5,
                    Account.count(hearing.size(), "neighbour") + " hear" + (hearing.size() == 1 ? "s" : "")
                            + " it now: " + listed(hearing, 44));
        }
        if (kind == Kind.REFUTED) {
            evidence.tellReturn(name);
        }
        return headline;
    }

    // No death

    private String tellOfNeighbours() {
        List<Testimony> neighbours =
                testimonies.stream().filter(Testimony::isNeighbour).toList();
        for (Testimony neighbour : neighbours) {
            if (!neighbour.hears()) {
                account.now(
                        8,
                        called(neighbour) + " has not heard it for " + Account.seconds(neighbour.number("silent_ms"))
                                + ": " + Account.count(neighbour.number("missed"), "round") + " of pings missed");
            }
        }
        for (Testimony testimony : testimonies) {
            testimony
                    .last(sighting -> sighting.is("neighbour_trusted"))
                    .ifPresent(trusted -> account.at(
                            trusted.at(),
                            5,
                            called(testimony) + " heard it again after "
                                    + Account.count(trusted.number("missed"), "round") + " missed"));
            testimony
                    .last(sighting -> sighting.is("link_stuck"))
                    .ifPresent(stuck -> account.at(
                            stuck.at(), 6, called(testimony) + " heard nothing on its link, but others reached it"));
            testimony
                    .last(sighting -> sighting.is("link_lost"))
                    .ifPresent(lost ->
                            account.at(lost.at(), 4, called(testimony) + " lost its link to it: " + lost.get("why")));
        }
        evidence.tellSeeds();
        long hearing = neighbours.stream().filter(Testimony::hears).count();
        long all = testimonies.stream()
                .filter(Testimony::isSelf)
                .mapToLong(self -> self.number("degree"))
                .reduce(neighbours.size(), Math::max);
        boolean answers = testimonies.stream().anyMatch(Testimony::isSelf);
        List<Testimony> seeds = testimonies.stream().filter(Testimony::isSeed).toList();
        if (!seeds.isEmpty()) {
            long listing = seeds.stream()
                    .filter(seed -> seed.standing().equals("alive"))
                    .count();
            account.now(6, listing + " of " + Account.count(seeds.size(), "seed") + " list it");
        }
        if (all == 0) {
            return "nobody saw " + name + " die: "
                    + (answers ? "it answers, and has no neighbours" : "nobody is linked with it");
        }
        if (hearing == 0) {
            return "nobody holds " + name + " for dead yet: none of its " + Account.count(all, "neighbour")
                    + " hears it";
        }
        return "nobody saw " + name + " die: it is alive at " + hearing + " of its " + Account.count(all, "neighbour");
    }

    private String tellGoodbye() {
        List<Testimony> told = testimonies.stream()
                .filter(testimony -> testimony.last(Sighting::isGoodbye).isPresent())
                .toList();
        long at = goodbyes().stream().mapToLong(Sighting::at).min().orElse(0);
        List<Address> peers =
                told.stream().filter(each -> !each.isSeed()).map(Testimony::by).toList();
        List<Address> seeds =
                told.stream().filter(Testimony::isSeed).map(Testimony::by).toList();
        if (!peers.isEmpty()) {
            account.at(at, 9, "it said goodbye to " + listed(peers, 50));
        }
        if (!seeds.isEmpty()) {
            account.at(
                    at,
                    9,
                    "and to the seeds "
                            + Account.names(
                                    seeds.stream().map(Address::toString).toList(), 50));
        }
        return name + " left at " + account.time(at) + ", in order: nobody holds it for dead";
    }

    // Names

    private String listed(List<Address> nodes, int columns) {
        return Account.names(nodes.stream().map(names).toList(), columns);
    }

    private String called(Testimony testimony) {
        return names.apply(testimony.by());
    }

    private String called(String address) {
        try {
            return names.apply(Address.parse(address));
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
