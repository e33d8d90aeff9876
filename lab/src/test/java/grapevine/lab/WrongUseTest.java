package grapevine.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.console.Output;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is typed wrongly is told in one line, before anything is done. */
class WrongUseTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            start-network random 3 -n 5   | nodes x k must be even, and 5 x 3 is odd
            start-network random 16       | k=16 is outside 1..15
            start-network random none     | random: "none" is no whole number
            start-network triangle        | "triangle" is none of random, circular, power-law, join, static
            start-network 8               | "8" is no kind of graph, which comes first: random 8 (8 neighbours each), or -n 8 for 8 nodes
            start-network -n 0            | --num-nodes=0 is outside 1..5000
            start-network random 5 -n 1   | k=5: one node alone has nobody to link with
            start-network static 1:2 -n 4 | --num-nodes: a static network has the nodes that LINKS names
            start-network static 1:2 --ports-origin 8000 | --ports-origin: a static network has the nodes
            start-network --plot random 5 | --plot: "random" ends neither in .svg nor in .png (without a FILE
            send-message 4 -5             | unknown option "-5" (what begins with a dash and is none stands after --)
            start-network static          | static lacks its links
            start-network static 1:1      | "1:1" links 1 with itself
            start-network static x        | "x" in "x" is no node, which is a port in 1..65535
            start-network --name a/b      | "a/b" is no name of a network
            start-network --ports-origin 65530 | --ports-origin=65530 with 16 nodes leaves the ports
            start-network --data=         | --data: which directory?
            start-network --keys          | --keys
            start-network --keys=         | --keys: which directory? That of keys network
            demo --keys=                  | --keys: which directory? That of keys network
            status --keys mine            | --keys: only the address of a daemon is asked with keys; a network of
            why-dead 4 --keys mine        | --keys: only the address of a daemon is asked with keys; a network of
            stop-network --name ../../a/b | "../../a/b" is no name of a network, which has 1..32 letters
            status --name a/b             | "a/b" is no name of a network
            watch --name .hidden          | ".hidden" is no name of a network
            send-message 1 x --name a/b   | "a/b" is no name of a network
            get-messages                  | which node?
            get-messages x                | "x" is no node, which is a number
            get-messages 1 some           | "some" is none of unread, read, all
            send-message 1                | which message?
            list-peers 1 --depth 0        | --depth: "0" is not a number in 1..9999
            list-peers 1:2:3              | "1:2:3"
            list-peers 127.0.0.1:0        | "127.0.0.1:0"
            status x                      | unexpected "x"
            status 127.0.0.1:6001 y       | unexpected "y"
            status 127.0.0.1:6001 --name x | --name: "127.0.0.1:6001" is an address, which is of no network
            send-message 127.0.0.1:6001 x --relays 2 | --relays: only for nodes of the laboratory
            send-message 127.0.0.1:6001 --file x | --file: only for nodes of the laboratory
            send-message 1 x --file y     | unexpected "x"
            why-dead                      | which node?
            why-dead x                    | "x" is no node, which is a number
            why-dead 4 5                  | unexpected "5"
            why-dead 4 --seeds 127.0.0.1:5000 | --seeds: node 4 is of a network of the laboratory
            why-dead 127.0.0.1:6001 --seeds x | "x" has no port
            remove-node 1 2               | unexpected "2"
            restart-node                  | which node?
            restart-node 1 2              | unexpected "2"
            completion                    | which shell? bash or zsh
            completion fish               | "fish" is neither bash nor zsh
            plot                          | into which file?
            plot a.gif                    | "a.gif" ends neither in .svg nor in .png
            send-message 1 x --relays 17  | --relays: "17" is not a number in 0..16
            send-message 1 x --hop-delay 11s | --hop-delay: "11s" is not a time in 0ms..10s
            restructure-network --min 6 --max 5 | --min=6 is more than --max=5
            cut-network                   | which nodes?
            cut-network 8-1               | "8-1" goes down
            cut-network 1,x               | "1,x" is no list of nodes, such as 1-8
            cut-network 1 2               | unexpected "2"
            mend-network 1                | unexpected "1"
            keys                          | what of keys? network, node, renew, revoke, rotate, list, show
            keys spin                     | "spin" is none of network, node, renew, revoke, rotate, list, show
            keys rotate                   | keys rotate lacks its DIR
            keys rotate a b               | unexpected "b"
            keys rotate a --days 3        | --days is of keys node alone
            keys list a --finish          | --finish is of keys rotate alone
            keys revoke a                 | keys revoke lacks its NAME
            keys revoke a .b              | ".b" is not 1 to 64 of A-Z a-z 0-9 . _ -, the first no . or -
            keys renew a b c              | unexpected "c"
            keys network                  | keys network lacks its DIR
            keys network a b              | unexpected "b"
            keys network a --days 3       | --days is of keys node alone
            keys node a                   | keys node lacks its NAME
            keys node a b                 | which --role? seed, peer or operator
            keys node a .b --role peer    | ".b" is not 1 to 64 of A-Z a-z 0-9 . _ -, the first no . or -
            keys node a b --role king     | --role "king" is none of seed, peer, operator
            keys node a b --role peer --days 0 | --days "0" is not a number in 1..3650
            keys node a b --role peer --ip x | --ip "x": the ip is neither numeric nor localhost
            keys node a b --role peer --dns a_b | --dns "a_b" is no name of a host
            """)
    void wrong_use_is_told_in_one_line(String command, String line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int status = Main.commands()
                .run(
                        List.of(command.strip().split(" +")),
                        new Output(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)));

        assertThat(status).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith(line.strip()).hasLineCount(1);
        assertThat(out.toString(UTF_8)).isEmpty();
    }
}
