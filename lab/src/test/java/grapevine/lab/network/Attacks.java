package grapevine.lab.network;

import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What SECURITY.md names, as far as somebody with a socket can say it to a peer or a seed. Not here, since no socket
 * from this machine can do it: to be a seed of the victim that lies; to ask from another machine; to be many ips. Nor
 * is what is done to other programs (the door and the page of a laboratory network, commands that ask daemons), or to
 * files. Of the second table, what a member with a key does is what stands here, said through TLS; what certificates,
 * lists of the revoked and handshakes can be used for has tests of its own.
 */
final class Attacks {
    private static final long EPOCH = 1_795_000_000_000L;
    private static final String EVERYTHING = "10.0.0.1:7000:" + EPOCH + ":1-9223372036854775807";
    private static final String OVERLAP = "10.0.0.1:7000:" + EPOCH + ":1-5,3-9";
    private static final byte[] LARGE = "x".repeat(17_000).getBytes(StandardCharsets.US_ASCII);
    private static final String REGISTER = "Register 1 0 0 128\n";

    /** Nearly all of a message of the largest size, and never the rest. */
    private static final Words HALF =
            said(body("Seen ffffffffffffffff answer", "9".repeat(65_000)).substring(0, 64_000));

    /** Half a megabyte of the smallest words there are, each of which takes some times its bytes. */
    private static final Words SMALL = said("Prune\n".repeat(512 * 1024 / "Prune\n".length()));

    /** What comes before the first word that hurts. */
    enum Entry {
        /** A link was accepted. */
        LINK,
        /** The same, of somebody to whom large messages are offered. */
        LINK_OF_TAKER,
        /** The hello was said. */
        HELLO,
        /** Nothing. */
        NONE;

        boolean isLink() {
            return this == LINK || this == LINK_OF_TAKER;
        }
    }

    /** How the attack goes on. */
    enum Course {
        /** Said round by round, and nothing is read. */
        ON_AND_ON,
        /** Said once, and the connection is left open. */
        SILENT,
        /** Said once and read to the end, on one connection after the other. */
        ANEW,
        /** The same, and with what was said it ends at once. */
        ENDED,
        /** Said once and broken off at once, on one connection after the other. */
        RESET
    }

    /** What is said in a round on one connection by who said in the hello that he listens at this port of loopback. */
    @FunctionalInterface
    interface Words {
        byte[] of(int round, int port);
    }

    /**
     * @param counters of which one, at the victim, tells of the attack; none where nothing is refused
     */
    record Attack(String name, Entry entry, Course course, int connections, Words words, List<String> counters) {
        @Override
        public String toString() {
            return name;
        }
    }

    private Attacks() {}

    /** Those on the peer of this name, which has made a large message with this number. */
    static List<Attack> onPeer(Origin itself, long large) {
        return List.of(
                ended("garbage", Entry.NONE, said("GET / HTTP/1.1\r\n"), "dropped_garbage"),
                ended("endless lines", Entry.NONE, said("x".repeat(5_000)), "dropped_line_too_long"),
                ended("broken fields", Entry.HELLO, said("Link request 1 -1 join\n"), "dropped_bad_field"),
                ended("huge bodies", Entry.LINK, said("Have 2000000000\n"), "dropped_body_too_long"),
                ended("forged lists", Entry.LINK, said(body("Shuffle", "10.0.0.1:7000:4;;")), "dropped_bad_field"),
                ended("ranges that overlap", Entry.LINK, said(body("Have", OVERLAP)), "dropped_bad_field"),
                ended("broken attributes", Entry.LINK, Attacks::brokenAttributes, "dropped_bad_field"),
                ended("another network", Entry.NONE, Attacks::elsewhere, "dropped_wrong_network"),
                ended("another network's number", Entry.NONE, Attacks::otherNumber, "dropped_wrong_network"),
                ended("wrong bytes", Entry.LINK, Attacks::wrongBytes, "dropped_partly"),
                stranger("messages without a link", Attacks::inventedOrigins, "dropped_late", "dropped_unexpected"),
                stranger("questions", said("Who\nStatus\n".repeat(100))),
                anew("links made and left", Entry.LINK, said("Bye done\n")),
                link("its own name", 1, (round, port) -> gossip(itself, 1 << 20 | round), "dropped_forged_self"),
                link("numbers far ahead", 1, Attacks::farAhead, "dropped_far_ahead"),
                link("times far ahead", 1, Attacks::timeAhead),
                link("invented causes", 1, Attacks::cause),
                link("forged ways", 1, Attacks::forgedWay, "dropped_forged_path"),
                link("floods", 2, Attacks::flood, "dropped_floods", "dropped_copies"),
                link("Slow", 2, Attacks::slow, "dropped_slow"),
                link("Graft", 2, said("Prune\n" + body("Graft", EVERYTHING))),
                link("Try", 1, Attacks::errand),
                link("pings", 1, said(("Liveness Request:" + EPOCH + ":127.0.0.1\n").repeat(100))),
                link("pieces that nobody took", 1, Attacks::piece, "dropped_pieces"),
                link("takes of what is not there", 1, Attacks::take),
                taker("real messages taken and not read", 2, takeAll(itself, large), "dropped_backlog_full"),
                taker("real messages offered to who takes none", 2, said("Announce on\n")),
                link("large messages a byte at a time", 2, Attacks::oneByte, "large_taken"),
                silent("large messages begun", Entry.LINK, 20, Attacks::oneByte),
                link("answers to nothing", 1, Attacks::answers, "dropped_shuffles"),
                link("offers never given", 2, Attacks::offers, "dropped_offers"),
                link("strangers introduced", 2, Attacks::strangers, "dropped_shuffles"),
                link("comparisons", 3, Attacks::comparison, "dropped_comparison"),
                link("gaps", 3, Attacks::gaps, "dropped_announcement", "dropped_origin_limit"),
                link("invented origins", 2, Attacks::inventedOrigins, "dropped_origin_limit"),
                link("a burst", 2, Attacks::burst),
                link("largest payloads", 3, Attacks::largestPayload),
                link("answers never read", 40, said(body("Want", EVERYTHING) + "Announce off\nAnnounce on\n")),
                new Attack("small words and the end", Entry.LINK, Course.ENDED, 20, SMALL, List.of()),
                new Attack("small words and a reset", Entry.LINK, Course.RESET, 20, SMALL, List.of()),
                new Attack(
                        "small words of strangers",
                        Entry.HELLO,
                        Course.ENDED,
                        40,
                        SMALL,
                        List.of("dropped_unexpected")),
                silent("half messages on links", Entry.LINK, 20, HALF),
                silent("half messages", Entry.HELLO, 400, HALF, "dropped_overloaded"),
                silent(
                        "idle connections",
                        Entry.NONE,
                        200,
                        said("Hello grapev"),
                        "dropped_hello_timeout",
                        "dropped_overloaded"));
    }

    /** Those on a seed of a network that this peer belongs to. */
    static List<Attack> onSeed(Address peer) {
        String report = "Dead Node:" + peer + ":" + EPOCH + ":127.0.0.1 epoch=1\n";
        return List.of(
                ended("garbage", Entry.NONE, said("SSH-2.0-x\r\n"), "dropped_garbage"),
                ended("another network", Entry.NONE, Attacks::elsewhere, "dropped_wrong_network"),
                ended("another network's number", Entry.NONE, Attacks::otherNumber, "dropped_wrong_network"),
                anew("clocks of 1970", Entry.NONE, (round, port) -> registration("127.0.0.1:" + port, " time=1")),
                ended("registrations", Entry.HELLO, said(REGISTER + "Nonsense\n"), "dropped_false_claim"),
                stranger("lists never read", said(REGISTER.repeat(100))),
                stranger("questions", said("Who\nStatus\n".repeat(100))),
                stranger("false reports", said(report), "dropped_report_no_lease"),
                stranger("false reports of refused dials", said(report.replace("\n", " refused=dial\n"))),
                anew("a later run of somebody else", Entry.NONE, (round, port) -> registration(peer.toString(), "")),
                anew("third hosts", Entry.NONE, Attacks::thirdHost),
                silent("greeted and kept open", Entry.HELLO, 2_000, Attacks::ping, "dropped_overloaded"),
                silent("half messages to the seed", Entry.HELLO, 400, HALF, "dropped_overloaded"));
    }

    private static Attack link(String name, int connections, Words words, String... counters) {
        return new Attack(name, Entry.LINK, Course.ON_AND_ON, connections, words, List.of(counters));
    }

    /** The same of somebody to whom large messages are offered. */
    private static Attack taker(String name, int connections, Words words, String... counters) {
        return new Attack(name, Entry.LINK_OF_TAKER, Course.ON_AND_ON, connections, words, List.of(counters));
    }

    private static Attack stranger(String name, Words words, String... counters) {
        return new Attack(name, Entry.HELLO, Course.ON_AND_ON, 2, words, List.of(counters));
    }

    /** What ends its connection. */
    private static Attack ended(String name, Entry entry, Words words, String counter) {
        return new Attack(name, entry, Course.ANEW, 2, words, List.of(counter));
    }

    /** On one connection after the other. */
    private static Attack anew(String name, Entry entry, Words words) {
        return new Attack(name, entry, Course.ANEW, 2, words, List.of());
    }

    private static Attack silent(String name, Entry entry, int connections, Words words, String... counters) {
        return new Attack(name, entry, Course.SILENT, connections, words, List.of(counters));
    }

    /** Of who says to be there, and to have begun just now. */
    private static byte[] registration(String address, String fields) {
        return bytes(hello("default", address, fields) + REGISTER + "Nonsense\n");
    }

    private static String hello(String network, String address, String fields) {
        long now = System.currentTimeMillis();
        return "Hello grapevine/1 peer " + network + " " + address + " " + now + " 0" + fields + "\n";
    }

    private static byte[] thirdHost(int round, int port) {
        return registration("192.0.2." + port % 256 + ":" + port, "");
    }

    private static byte[] elsewhere(int round, int port) {
        return bytes(hello("elsewhere", "127.0.0.1:" + port, "") + REGISTER);
    }

    /** Of a network of the same name. */
    private static byte[] otherNumber(int round, int port) {
        return bytes(hello("default", "127.0.0.1:" + port, " id=0123456789abcdef") + REGISTER);
    }

    /** The same in each round. */
    private static Words said(String text) {
        byte[] bytes = bytes(text);
        return (round, port) -> bytes;
    }

    /** Every other number of an origin that nobody knows. */
    private static byte[] gaps(int round, int port) {
        StringBuilder numbers = new StringBuilder("10.0." + round % 256 + ".2:7000:" + (EPOCH + round) + ":1");
        for (long n = 3; numbers.length() < 60_000; n += 2) {
            numbers.append(',').append(n);
        }
        return bytes(body("Have", numbers.toString()));
    }

    private static byte[] largestPayload(int round, int port) {
        return gossip(origin("10.0.0.1", port), 1 + round, new byte[0], new byte[65_536]);
    }

    private static byte[] inventedOrigins(int round, int port) {
        StringBuilder hundred = new StringBuilder();
        for (int i = round * 100; i < round * 100 + 100; i++) {
            hundred.append(line("11." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255), 1, ""));
        }
        return bytes(hundred.toString());
    }

    private static byte[] burst(int round, int port) {
        StringBuilder hundred = new StringBuilder();
        for (int n = round * 100 + 1; n <= round * 100 + 100; n++) {
            hundred.append(line("10.0.0.3", n, ""));
        }
        return bytes(hundred.toString());
    }

    /** A thousand origins with the largest numbers there are. */
    private static byte[] comparison(int round, int port) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; rows.length() < 60_000; i++) {
            rows.append(rows.isEmpty() ? "" : ";")
                    .append("12." + round % 256 + "." + (i >> 8) + "." + (i & 255) + ":7000:" + EPOCH)
                    .append(":0:1,5-9223372036854775807");
        }
        return bytes("Digest " + "0".repeat(32) + "\n" + body("Seen ffffffffffffffff answer", rows.toString()));
    }

    private static byte[] strangers(int round, int port) {
        StringBuilder samples = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            samples.append(samples.isEmpty() ? "" : ";")
                    .append("13.0." + round % 256 + "." + i + ":7000:4:" + EPOCH + ":" + EPOCH + ":1");
        }
        return bytes(body("Shuffle", samples.toString()));
    }

    private static byte[] offers(int round, int port) {
        StringBuilder hundred = new StringBuilder();
        for (int n = round * 100 + 1; n <= round * 100 + 100; n++) {
            hundred.append("Offer 10.0.0.4:" + port + ":" + EPOCH + ":" + n + " 60000 " + n + "\n");
        }
        return bytes(hundred.toString());
    }

    /** Taken as soon as it is offered, in one piece, which is something else. */
    private static byte[] wrongBytes(int round, int port) {
        String name = "10.0.0.12:" + port + ":" + EPOCH + ":1";
        String wrong = "x".repeat(4_000);
        return bytes("Offer " + name + " " + wrong.length() + " 7\n" + body("Piece " + name + " 0", wrong));
    }

    /** One message after the other. */
    private static byte[] oneByte(int round, int port) {
        Origin origin = origin("10.0.0.13", port);
        int length = gossip(origin, 1, new byte[0], LARGE).length;
        int n = 1 + round / length; // as many digits in its number as the first has, for as long as this goes on
        int from = round % length;
        byte[] message = gossip(origin, n, new byte[0], LARGE);
        String name = origin.address() + ":" + EPOCH + ":" + n;
        CRC32 crc = new CRC32();
        crc.update(message);
        String offer = from == 0 ? "Offer " + name + " " + length + " " + crc.getValue() + "\n" : "";
        return bytes(offer + body("Piece " + name + " " + from, String.valueOf((char) message[from])));
    }

    /** Whole, and ten times a round. */
    private static Words takeAll(Origin origin, long n) {
        String name = origin.address() + ":" + origin.epoch() + ":" + n;
        return said(("Take " + name + " 0 60000\n").repeat(10));
    }

    private static byte[] answers(int round, int port) {
        return bytes("Agreed\nTried 10.0.0.14:" + port + " " + EPOCH + " alive\nLiveness Reply:" + EPOCH
                + ":127.0.0.1\n" + body("Gone", "10.0.0.14:" + port + ":" + EPOCH + ":1-9")
                + body("Shuffled", "10.0.0.14:" + port + ":4:" + EPOCH + ":" + EPOCH + ":1"));
    }

    private static byte[] brokenAttributes(int round, int port) {
        return bytes("Gossip " + EPOCH + ":10.0.0.15:1 7000 " + EPOCH + " 7 2\nbroken\nhi\n");
    }

    private static byte[] piece(int round, int port) {
        String piece = "x".repeat(16_384);
        return bytes(body("Piece 10.0.0.5:" + port + ":" + EPOCH + ":" + (1 + round) + " 0", piece));
    }

    private static byte[] take(int round, int port) {
        return bytes("Take 10.0.0.6:" + port + ":" + EPOCH + ":" + (1 + round) + " 0 60000\n");
    }

    private static byte[] ping(int round, int port) {
        return bytes("Liveness Request:" + EPOCH + ":127.0.0.1\n");
    }

    private static byte[] errand(int round, int port) {
        return bytes("Try 127.0.0.1:" + (1024 + round % 60_000) + " " + EPOCH + "\n");
    }

    private static byte[] slow(int round, int port) {
        return bytes("Slow 10000\nSlow 10000 by=203.0.113.7:" + (1024 + round % 60_000) + "\n");
    }

    private static byte[] flood(int round, int port) {
        return bytes(line("127.0.0.1", 1 + round, " way=16:10000:127.0.0.1:7000;127.0.0.1:" + port));
    }

    private static byte[] forgedWay(int round, int port) {
        return bytes(line("10.0.0.7", 1 + round, " way=16:0:10.0.0.8:7000;127.0.0.1:" + port));
    }

    /** Each waits for a message that nobody made. */
    private static byte[] cause(int round, int port) {
        String causes = "time=" + EPOCH + ".0\nclock=14.0.0.1:7000:" + EPOCH + ":" + (1 + round) + "\n";
        return gossip(origin("10.0.0.9", port), 1 + round, bytes(causes), new byte[1_024]);
    }

    private static byte[] timeAhead(int round, int port) {
        return gossip(origin("10.0.0.10", port), 1 + round, bytes("time=9223372036854.0\n"), new byte[0]);
    }

    private static byte[] farAhead(int round, int port) {
        return gossip(origin("10.0.0.11", port), 5_000_000_000L + round);
    }

    private static Origin origin(String ip, int port) {
        return new Origin(new Address(Ip.parse(ip), port), EPOCH);
    }

    private static byte[] gossip(Origin origin, long n, byte[] attributes, byte[] payload) {
        return Gossip.of(origin, n, EPOCH, attributes, payload).frame();
    }

    private static byte[] gossip(Origin origin, long n) {
        return gossip(origin, n, new byte[0], new byte[0]);
    }

    private static String line(String ip, int n, String fields) {
        return "Gossip " + EPOCH + ":" + ip + ":" + n + " 7000 " + EPOCH + " 0 2" + fields + "\nhi\n";
    }

    private static String body(String line, String body) {
        return line + " " + body.length() + "\n" + body + "\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
