package grapevine.lab.keys;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.NetworkKeys;
import grapevine.keys.RevocationList;
import grapevine.lab.console.Command;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.node.Quoted;
import grapevine.runtime.HostPort;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code keys}: makes the keys of a closed network and of its nodes, and shows them; never what is secret of them. */
public final class Keys implements Command {
    private static final int DAYS = 365;
    private static final String FINISH = "finish";
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*");
    private static final int LONGEST_HOST = 253;
    private static final String NAMES_ARE_SHOWN =
            ". Its names of --dns are only shown; what it is held to are the addresses of --ip";

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public String summary() {
        return "Make the keys of a closed network and of its nodes, or show them.";
    }

    @Override
    public String arguments() {
        return "network DIR | node DIR NAME | renew DIR NAME | revoke DIR NAME | rotate DIR [--finish] | list DIR | show DIR[/NAME]";
    }

    @Override
    public String description() {
        return "network makes the authority of a new network in DIR, which has to stay off the nodes. node makes the directory"
                + " DIR/NAME: copy it to that node, and start the node with --keys. renew puts a new key and certificate there,"
                + " rotate a new authority and with it new keys for all nodes, and revoke puts a node's certificates on the list"
                + " revoked.crl, which is beside the keys of every node. A running node sees in 2 s that its directory was"
                + " copied anew, and a list goes on from one node to all. list shows whose keys there are, also of those whose"
                + " directory was moved away, which can be revoked all the same; show those of one node"
                + " or of the network. Files are of mode 0600 in directories of 0700, and are refused otherwise.";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "keys network mine",
                "keys node mine seed1 --role seed --ip 10.0.0.7",
                "keys node mine alice --role peer --days 90",
                "keys list mine",
                "keys renew mine alice",
                "keys revoke mine alice",
                "keys rotate mine",
                "keys rotate mine --finish",
                "keys show mine/alice");
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(option("role", "ROLE", "Of node: seed, peer or operator. Has to be said."))
                .addOption(option(
                        "ip",
                        "IP,...",
                        "Of node: numeric addresses, beside which it may claim no other. Default: none is certified."))
                .addOption(option(
                        "dns",
                        "NAME,...",
                        "Of node: names that are shown with it. It is held to none of them, as it is to --ip. Default: none is"
                                + " certified."))
                .addOption(option(
                        "days",
                        "N",
                        "Of node: how long its certificate is valid, 1 to " + NetworkKeys.MOST_DAYS + " days. Default: "
                                + DAYS + "."))
                .addOption(Option.builder()
                        .longOpt(FINISH)
                        .desc("Of rotate: from now on nodes are to trust the new authority alone.")
                        .get());
    }

    private static Option option(String name, String value, String meaning) {
        return Option.builder()
                .longOpt(name)
                .hasArg()
                .argName(value)
                .desc(meaning)
                .get();
    }

    @Override
    public int run(CommandLine line, Output output) throws UsageException {
        List<String> given = line.getArgList();
        String what = given.isEmpty() ? "" : given.get(0);
        NetworkKeys.writeLightStores();
        try {
            switch (what) {
                case "network" -> network(path(line, 2), output.out());
                case "node" -> node(line, output.out());
                case "renew" -> renew(path(line, 3), name(line), output.out());
                case "revoke" -> revoke(path(line, 3), name(line), output.out());
                case "rotate" -> rotate(path(line, 2), line.hasOption(FINISH), output.out());
                case "list" -> ShownKeys.list(path(line, 2), output.out());
                case "show" -> ShownKeys.show(path(line, 2), output.out());
                default ->
                    throw new UsageException((what.isEmpty() ? "what of keys?" : Quoted.of(what) + " is none of")
                            + " network, node, renew, revoke, rotate, list, show (./grapevine keys --help shows how)");
            }
            return 0;
        } catch (KeysException e) {
            output.err().println("grapevine keys: " + e.getMessage());
            return 1;
        }
    }

    private static void network(Path directory, PrintStream out) throws KeysException {
        NetworkKeys.make(directory);
        out.println("Made the keys of a network in " + directory + "; " + directory.resolve("authority")
                + " signs for it and has to stay off the nodes");
    }

    private static void node(CommandLine line, PrintStream out) throws UsageException, KeysException {
        Path directory = path(line, 3);
        String name = name(line);
        String role = line.getOptionValue("role");
        if (role == null) {
            throw new UsageException("which --role? seed, peer or operator");
        }
        Holder holder = new Holder(
                name,
                read("role", role, KeyRole::of),
                several(line, "ip", text -> HostPort.parseDialled(text).toString()),
                several(line, "dns", Keys::host));
        int days = read("days", line.getOptionValue("days", "" + DAYS), Keys::days);
        NetworkKeys keys = NetworkKeys.open(directory);
        int before = keys.letIn(name, Instant.now()).size();
        Path made = keys.makeNode(holder, days);
        out.println("Made " + made + "; copy it to the node, and start that with --keys"
                + (holder.hosts().isEmpty() ? "" : NAMES_ARE_SHOWN));
        if (before > 0) {
            out.println(
                    name + " had " + several(before, "certificate") + " before, which others let in still; keys revoke "
                            + directory + " " + name + " takes these, too");
        }
    }

    private static String name(CommandLine line) throws UsageException {
        String name = line.getArgList().get(2);
        if (!Holder.isName(name)) {
            throw new UsageException(Quoted.of(name) + " " + Holder.NAME_RULE);
        }
        return name;
    }

    private static void renew(Path directory, String name, PrintStream out) throws KeysException {
        Path renewed = NetworkKeys.open(directory).renew(name);
        out.println("Renewed " + renewed + "; copy it to the node, which need not be started anew");
    }

    private static void revoke(Path directory, String name, PrintStream out) throws KeysException {
        NetworkKeys keys = NetworkKeys.open(directory);
        RevocationList list = keys.revoke(name);
        out.println("Revoked " + name + ": " + directory.resolve("revoked.crl") + " has "
                + several(list.size(), "certificate")
                + "; copy it into the directory of one node that runs, a seed best,"
                + " and all will have it");
        long before = keys.revoked().number();
        out.println((before == 0
                        ? "It is the first list of " + directory
                        : "The list before it was signed " + Instant.ofEpochSecond(before))
                + "; if nodes have a later one, signed elsewhere, copy it from one of them to "
                + directory.resolve("revoked.crl") + ", and revoke " + name + " again");
    }

    private static void rotate(Path directory, boolean isEnd, PrintStream out) throws KeysException {
        if (isEnd) {
            NetworkKeys.finishRotation(directory);
            out.println("The nodes of " + directory + " are to trust the new authority alone; copy each its directory");
        } else {
            int nodes = NetworkKeys.rotate(directory);
            out.println("Made a new authority in " + directory + ", and new keys for " + several(nodes, "node")
                    + "; copy each its directory, and ten minutes later, as messages are kept so long: keys rotate "
                    + directory + " --finish");
        }
    }

    static String several(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static int days(String text) {
        int days = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
        if (days < 1 || days > NetworkKeys.MOST_DAYS) {
            throw new IllegalArgumentException("is not a number in 1.." + NetworkKeys.MOST_DAYS);
        }
        return days;
    }

    private static String host(String text) {
        if (text.length() > LONGEST_HOST || !HOST.matcher(text).matches()) {
            throw new IllegalArgumentException("is no name of a host");
        }
        return text;
    }

    /** The directory that is meant, where so many words are wanted. */
    private static Path path(CommandLine line, int words) throws UsageException {
        List<String> given = line.getArgList();
        if (given.size() < words) {
            throw new UsageException("keys " + given.get(0) + " lacks " + (given.size() < 2 ? "its DIR" : "its NAME")
                    + " (./grapevine keys --help shows how)");
        }
        if (given.size() > words) {
            throw new UsageException(
                    "unexpected " + Quoted.of(given.get(words)) + " (./grapevine keys --help shows how)");
        }
        for (Option option : line.getOptions()) {
            String of = option.getLongOpt().equals(FINISH) ? "rotate" : "node";
            if (!given.get(0).equals(of)) {
                throw new UsageException("--" + option.getLongOpt() + " is of keys " + of + " alone");
            }
        }
        try {
            return Path.of(given.get(1));
        } catch (InvalidPathException e) {
            throw new UsageException(Quoted.of(given.get(1)) + " is no name of a directory");
        }
    }

    private static List<String> several(CommandLine line, String option, UnaryOperator<String> reader)
            throws UsageException {
        String text = line.getOptionValue(option, "");
        List<String> parts = text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1));
        String[] read = new String[parts.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = read(option, parts.get(i), reader::apply);
        }
        return List.of(read);
    }

    private interface Reader<T> {
        T of(String text);
    }

    private static <T> T read(String option, String text, Reader<T> reader) throws UsageException {
        try {
            return reader.of(text);
        } catch (IllegalArgumentException e) {
            String quoted = Quoted.of(text);
            String rule = String.valueOf(e.getMessage());
            throw new UsageException(
                    "--" + option + (rule.startsWith(quoted) ? " " + rule : " " + quoted + " " + rule));
        }
    }
}
