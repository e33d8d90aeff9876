package grapevine.lab.why;

import grapevine.lab.why.Episode.Part;
import grapevine.lab.why.Testimony.Sighting;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Tells on what evidence somebody was held for dead: of the first who did, of the seeds that looked, of its return. */
final class Evidence {
    private final Episode episode;
    private final List<Testimony> testimonies;
    private final Function<String, String> names;
    private final Account account;

    /**
     * Of this episode.
     *
     * @param names what the node at an address is called
     * @param account where it is told
     */
    Evidence(Episode episode, List<Testimony> testimonies, Function<String, String> names, Account account) {
        this.episode = episode;
        this.testimonies = testimonies;
        this.names = names;
        this.account = account;
    }

    /** What the first who held it for dead had seen. */
    void tellWitness(Part first) {
        String witness = called(first.by());
        Sighting death = first.death();
        account.at(death.at() - death.number("silent_for_ms"), 7, witness + " heard it for the last time");
        first.last("link_lost").ifPresent(lost -> account.at(lost.at(), 8, witness + " lost it: " + lost.get("why")));
        List<Sighting> missed = first.all("ping_missed");
        if (!missed.isEmpty()) {
            Sighting last = missed.get(missed.size() - 1);
            account.at(
                    last.at(),
                    8,
                    witness + " had no answer in " + Account.count(last.number("missed"), "round") + " of pings from "
                            + account.time(missed.get(0).at()) + " on");
        }
        tellOfTries(first, witness);
        for (Sighting pause : first.all("paused")) {
            account.at(pause.at(), 3, witness + " itself stood still for " + Account.seconds(pause.number("for_ms")));
        }
        List<Sighting> answers = first.after().stream()
                .filter(sighting -> sighting.is("report_answered"))
                .toList();
        Map<String, String> seeds = new LinkedHashMap<>(); // the first answer of each
        answers.forEach(answer -> seeds.putIfAbsent(answer.get("seed"), answer.get("outcome")));
        String outcomes = String.join(", ", new LinkedHashSet<>(seeds.values()));
        account.at(
                death.at(),
                9,
                witness + " held it for dead"
                        + (seeds.isEmpty()
                                ? ""
                                : " and told " + Account.count(seeds.size(), "seed") + " (" + outcomes + ")"));
    }

    private void tellOfTries(Part first, String witness) {
        Optional<Sighting> redialled = first.last("redialled");
        String own = redialled.map(sighting -> outcome(sighting.get("outcome"))).orElse("");
        first.last("tries_asked")
                .filter(asked -> !asked.get("helpers").equals("-"))
                .ifPresent(asked -> account.at(asked.at(), 7, witness + " asked " + tries(first, asked, witness)));
        redialled.ifPresent(
                sighting -> account.at(sighting.at(), 6, witness + " dialled it by another connection: " + own));
    }

    private String tries(Part first, Sighting asked, String witness) {
        List<String> reached = first.all("try_answered").stream()
                .filter(answer -> answer.get("outcome").equals("alive") && answer.at() >= asked.at())
                .map(answer -> names.apply(answer.get("helper")))
                .toList();
        List<String> helpers =
                Stream.of(asked.get("helpers").split(",", -1)).map(names).toList();
        return reached.isEmpty()
                ? Account.names(helpers, 47 - witness.length()) + " to try: in vain"
                : Account.count(helpers.size(), "other") + " to try: " + reached.get(0) + " reached it";
    }

    private static String outcome(String word) {
        return switch (word) {
            case "gone" -> "nobody is there";
            case "silent" -> "no answer";
            default -> "it answered";
        };
    }

    /** What the seeds saw for themselves, and which were told. */
    void tellSeeds() {
        List<Testimony> looked = testimonies.stream()
                .filter(testimony -> testimony.isSeed() && probed(testimony).isPresent())
                .sorted(Comparator.comparingLong(
                        testimony -> probed(testimony).map(Sighting::at).orElse(0L)))
                .toList();
        for (Testimony testimony : looked) {
            Sighting probed = probed(testimony).orElseThrow();
            boolean removed = Episode.firstAfter(testimony, probed.at(), Sighting::isDeath)
                    .filter(death -> death.at() - probed.at() < 1_000)
                    .isPresent();
            account.at(
                    probed.at(),
                    testimony.equals(looked.get(0)) ? 9 : 4,
                    called(testimony) + " looked: " + found(probed) + (removed ? "; removed it" : "; kept it"));
        }
        testimonies.stream()
                .filter(Testimony::isLooking)
                .forEach(testimony -> account.now(9, called(testimony) + " is looking for itself"));
        List<Part> others = episode.ofSeeds().stream()
                .filter(part -> probed(part.by()).isEmpty())
                .toList();
        for (String why :
                others.stream().map(part -> part.death().get("why")).distinct().toList()) {
            List<Part> same = others.stream()
                    .filter(part -> part.death().get("why").equals(why))
                    .toList();
            String reason = switch (why) {
                case "told-by-seed" -> "told so, removed it too: ";
                case "lease-expired" -> "removed it when its lease ended: ";
                case "restarted" -> "met another process there: ";
                default -> "removed it: ";
            };
            account.at(
                    same.get(0).death().at(),
                    looked.isEmpty() ? 8 : 4,
                    reason
                            + Account.names(
                                    same.stream()
                                            .map(part -> part.by().by().toString())
                                            .toList(),
                                    44));
        }
    }

    private Optional<Sighting> probed(Testimony seed) {
        return seed.last(sighting -> sighting.is("probed") && sighting.at() >= episode.began() - 1_000);
    }

    private static String found(Sighting probed) {
        String dials = Account.count(probed.number("tries"), "dial");
        String taken = probed.number("connected") > 0 ? ", connected, no answer" : ", no answer";
        return switch (probed.get("outcome")) {
            case "answered" -> "it answered";
            case "refused" -> dials + ", refused";
            case "restarted" -> "another process answered";
            case "elsewhere" -> "one of another network answered";
            default -> dials + taken;
        };
    }

    /** By what it was known again that it lives. */
    void tellReturn(String name) {
        for (Testimony testimony : testimonies) {
            if (testimony.isSelf()) {
                Episode.firstAfter(testimony, episode.began(), sighting -> sighting.is("refuted"))
                        .ifPresent(refuted -> account.at(
                                refuted.at(),
                                8,
                                name + " heard of it from " + refuted.get("seed") + " and said it lives"));
                testimony
                        .last(sighting -> sighting.is("paused"))
                        .filter(paused -> paused.at() >= episode.began()
                                && paused.at() - paused.number("for_ms") <= episode.began())
                        .ifPresent(paused -> account.at(
                                paused.at(),
                                7,
                                name + " had stood still for " + Account.seconds(paused.number("for_ms"))));
            }
        }
        Optional<Return> listed = firstSignOfLife(true);
        listed.ifPresent(first -> account.at(first.sighting().at(), 8, called(first.by()) + " listed it again"));
        firstSignOfLife(false)
                .ifPresent(first -> account.at(
                        first.sighting().at(), listed.isPresent() ? 5 : 8, called(first.by()) + " heard it again"));
    }

    private Optional<Return> firstSignOfLife(boolean ofSeeds) {
        return testimonies.stream()
                .filter(testimony -> testimony.isSeed() == ofSeeds && !testimony.isSelf())
                .flatMap(testimony -> Episode.firstAfter(testimony, episode.began(), Sighting::isSignOfLife)
                        .map(sighting -> new Return(testimony, sighting))
                        .stream())
                .min(Comparator.comparingLong(each -> each.sighting().at()));
    }

    private record Return(Testimony by, Sighting sighting) {}

    private String called(Testimony testimony) {
        return names.apply(testimony.by().toString());
    }
}
