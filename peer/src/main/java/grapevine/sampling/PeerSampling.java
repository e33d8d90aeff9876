package grapevine.sampling;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Peer sampling alone, for a program that has its own way to carry what is exchanged. Every {@link #nextMillis} it
 * begins an exchange with one of those it knows, sends that one what {@link #begin} returns, and gives the answer to
 * {@link #ended}, or says {@link #failed}. What others send it, it gives to {@link #answer}, and sends back what that
 * returns. With {@link Propagation#NONE} the membership is static: those it was given, but for those who fail. Not safe
 * for several threads.
 *
 * @param <P> what names a peer; with {@code equals} and {@code hashCode}
 */
public final class PeerSampling<P> {
    /**
     * An exchange that was begun.
     *
     * @param partner with whom
     * @param sent what that one is to be sent; empty if the rule only pulls
     * @param <P> what names a peer
     */
    public record Exchange<P>(P partner, List<Sampled<P>> sent) {
        /** As long as there are a partner and what it is to be sent. */
        public Exchange {
            Objects.requireNonNull(partner, "partner");
            Required.all(sent, "sent");
        }
    }

    private final P self;
    private final SamplingRule rule;
    private final RandomGenerator random;
    private final PartialView<P> view;

    /**
     * Knows nobody.
     *
     * @param self who this is: what others are told, and what is never in the view
     */
    public PeerSampling(P self, SamplingRule rule, RandomGenerator random) {
        this.self = Objects.requireNonNull(self, "self");
        this.rule = Objects.requireNonNull(rule, "rule");
        this.random = Objects.requireNonNull(random, "random");
        view = new PartialView<>(rule, random, peer -> !peer.equals(self));
    }

    /** Adds peers to begin with; of more than the view has room for, some at random. */
    public void add(Collection<? extends P> peers) {
        view.fill(Required.all(peers, "peers"));
    }

    /** Whom it knows, at most the view's size, itself never, nobody twice. */
    public List<Sampled<P>> view() {
        return view.samples();
    }

    /** One of them, each with the same probability; empty if it knows nobody. */
    public Optional<P> sample() {
        return Optional.ofNullable(view.any());
    }

    /** The time until the next exchange is to be begun (ms). */
    public long nextMillis() {
        return rule.nextMillis(random);
    }

    /** Begins an exchange; empty if it knows nobody, or nothing is to be exchanged. */
    public Optional<Exchange<P>> begin() {
        P partner = rule.propagation() == Propagation.NONE ? null : view.partner();
        if (partner == null) {
            return Optional.empty();
        }
        List<Sampled<P>> sent = rule.propagation().sends() ? view.toSend(self) : List.of();
        return Optional.of(new Exchange<>(partner, sent));
    }

    /**
     * Another peer began an exchange.
     *
     * @param received what it sent; passed over if the rule only pulls
     * @return what it is to be sent; empty if the rule only pushes, or exchanges nothing: then nothing is taken in
     *     either
     */
    public List<Sampled<P>> answer(List<Sampled<P>> received) {
        Required.all(received, "received");
        List<Sampled<P>> sent = rule.propagation().gets() ? view.toSend(self) : List.of();
        if (rule.propagation() != Propagation.NONE) {
            view.take(rule.propagation().sends() ? received : List.of(), sent);
            view.grow();
        }
        return sent;
    }

    /**
     * The exchange came to its end.
     *
     * @param received what the other side answered; passed over if the rule only pushes
     */
    public void ended(Exchange<P> exchange, List<Sampled<P>> received) {
        Objects.requireNonNull(exchange, "exchange");
        Required.all(received, "received");
        if (rule.propagation() != Propagation.NONE) {
            view.take(rule.propagation().gets() ? received : List.of(), exchange.sent());
            view.grow();
        }
    }

    /** The partner could not be reached, and is forgotten. */
    public void failed(Exchange<P> exchange) {
        view.remove(Objects.requireNonNull(exchange, "exchange").partner());
    }
}
