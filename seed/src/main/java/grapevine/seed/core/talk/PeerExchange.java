package grapevine.seed.core.talk;

import grapevine.node.Counter;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.probe.Claim;
import grapevine.seed.core.probe.Confirming;
import grapevine.seed.core.probe.Probes;
import grapevine.seed.core.registry.Identification;
import grapevine.seed.core.registry.Registrar;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.Register;
import grapevine.wire.ProtocolException.Reason;
import java.util.Objects;

/** A peer's short exchange with this seed: it registers, renews, reports or leaves. Who it is stands in its hello. */
final class PeerExchange extends Exchange implements Claim.Asker {
    private final Registrar registrar;
    private final Identification identification;
    private final Confirming confirming;
    private final Probes probes;
    private final Hello hello;

    PeerExchange(
            Ground ground,
            Answers answers,
            Registrar registrar,
            Identification identification,
            Confirming confirming,
            Probes probes,
            Incoming connection,
            Hello hello) {
        super(ground, answers, connection, hello);
        this.registrar = registrar;
        this.identification = identification;
        this.confirming = confirming;
        this.probes = probes;
        this.hello = hello;
    }

    @Override
    public void onRegister(Register register) {
        if (!isAtHome(register) || !isItsAddress()) {
            return;
        }
        if (registrar.isFullFor(hello.self())) {
            String text = "this seed keeps no more than " + ground.mostPeers() + " peers";
            registrar.sayFull();
            connection().end(Reason.OVERLOADED, Counter.DROPPED_REGISTRY_FULL, text);
        } else {
            confirming.register(hello, register, connection().link(), this);
            identification.registered(hello);
        }
    }

    @Override
    public void answer(Message answer) {
        connection().say(answer);
    }

    @Override
    public void refuse(String why) {
        connection().end(Reason.BAD_FIELD, Counter.DROPPED_CONTESTED, why);
    }

    @Override
    public void onDeadNode(DeadNode report) {
        if (isAtHome(report) && isItsHolder()) {
            connection()
                    .say(new Message.Noted(
                            probes.handleDeadNode(hello, connection().link().holder(), report)));
        }
    }

    @Override
    public void onLeave(Leave leave) {
        if (isAtHome(leave) && isItsHolder()) {
            registrar.leave(hello, leave.revision(), connection().link().holder());
            connection().say(new Message.Left());
        }
    }

    /** Whoever does not know its own ip yet only asks what it is, and whoever is of another network hears so. */
    private boolean isAtHome(Message message) {
        if (hello.self().ip().isUnspecified()) {
            onUnexpected(message);
            return false;
        }
        if (!identification.isAtHome(hello)) {
            String text = "this is network \"" + hello.network() + "\" "
                    + ground.identity().name() + ", not "
                    + Objects.requireNonNull(hello.id()).name();
            connection().end(Reason.WRONG_NETWORK, text);
            return false;
        }
        return true;
    }

    /** What is said for an address counts if it comes from who holds it. Who registers is looked for there instead. */
    private boolean isItsHolder() {
        String other = registrar.otherHolder(hello.self(), connection().link().holder());
        if (other != null) {
            connection().end(Reason.NOT_CERTIFIED, hello.self() + " is held by " + other);
        }
        return other == null;
    }

    /** An address under which nobody could reach it, seen from here, is not entered. */
    private boolean isItsAddress() {
        Ip ip = hello.self().ip();
        Ip from = connection().remote();
        if (!ip.isMulticast() && (!ip.isLoopback() || from.isLoopback())) {
            return true;
        }
        String text = hello.self() + " is not where others find you: --advertise " + from + " would be";
        connection().end(Reason.BAD_FIELD, text);
        return false;
    }
}
