package grapevine.keys;

import grapevine.node.Certified;
import grapevine.wire.Ip;
import grapevine.wire.Message.Hello;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a certificate names, all of it in the subject's alternative names: the URI {@code grapevine:ROLE:NAME}, and the
 * addresses that the holder may claim.
 *
 * @param name unlike that of any other node of the network
 * @param ips numeric, IPv6 also as the JDK writes it, which is longer; empty if none is certified
 * @param hosts names; empty if none is certified
 */
public record Holder(String name, KeyRole role, List<String> ips, List<String> hosts) implements Certified {
    /** What a node may be called; also the name of its directory. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

    /** In words, for whoever broke it. */
    public static final String NAME_RULE = "is not 1 to 64 of A-Z a-z 0-9 . _ -, the first no . or -";

    private static final Pattern URI = Pattern.compile("grapevine:([a-z]+):(.+)");

    // How RFC 5280 numbers the kinds of alternative names.
    private static final int DNS = 2;
    private static final int OF_URI = 6;
    private static final int IP = 7;

    public Holder {
        if (!isName(name)) {
            throw new IllegalArgumentException("name=" + name + " " + NAME_RULE);
        }
        ips = List.copyOf(ips);
        ips.forEach(Ip::parse); // to be refused here, and not where a hello is held to it
        hosts = List.copyOf(hosts);
    }

    /** Whether a node may be called so. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * Reads a certificate.
     *
     * @throws IllegalArgumentException if it names no node, or several; the message is the rule
     */
    public static Holder of(X509Certificate certificate) {
        List<String> uris = new ArrayList<>();
        List<String> ips = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        for (List<?> name : alternativeNames(certificate)) {
            switch ((Integer) name.get(0)) {
                case OF_URI -> uris.add((String) name.get(1));
                case IP -> ips.add((String) name.get(1));
                case DNS -> hosts.add((String) name.get(1));
                default -> {} // of no meaning here
            }
        }
        Matcher uri = URI.matcher(uris.size() == 1 ? uris.get(0) : "");
        if (!uri.matches() || !isName(uri.group(2))) {
            throw new IllegalArgumentException("names no node: grapevine:ROLE:NAME is not its one URI");
        }
        return new Holder(uri.group(2), KeyRole.of(uri.group(1)), ips, hosts);
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("names nobody: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isOperator() {
        return role == KeyRole.OPERATOR;
    }

    @Override
    public boolean isFor(Ip ip) {
        return ips.stream().map(Ip::parse).anyMatch(ip::equals);
    }

    /** Of an address the ip counts, where any is certified; who does not know its own yet claims none. */
    @Override
    public void check(Hello hello) throws ProtocolException {
        if (!hello.role().word().equals(role.word())) {
            throw new ProtocolException(
                    Reason.NOT_CERTIFIED,
                    name + " is certified as " + role.word() + ", and not as "
                            + hello.role().word());
        }
        Ip ip = hello.self().ip();
        if (!ips.isEmpty() && !ip.isUnspecified() && !isFor(ip)) {
            throw new ProtocolException(
                    Reason.NOT_CERTIFIED,
                    name + " is certified for " + String.join(", ", ips) + ", and not for " + hello.self());
        }
    }

    /** As what it stands in the certificate. */
    String uri() {
        return "grapevine:" + role.word() + ":" + name;
    }
}
