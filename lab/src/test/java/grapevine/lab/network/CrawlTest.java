package grapevine.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.console.Commands;
import grapevine.lab.console.Output;
import grapevine.lab.control.ListPeers;
import grapevine.lab.control.WhyDead;
import grapevine.wire.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes are asked whom they know; some of them answer oddly, slowly or never. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CrawlTest {
    private final List<ServerSocket> nodes = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void theyEnd() throws IOException {
        for (ServerSocket node : nodes) {
            node.close();
        }
    }

    @Test
    void an_odd_answer_spoils_no_other_and_is_told() throws Exception {
        Address odd = node("neighbour=nowhere\n");
        Address far = node("neighbour=127.0.0.1:9\n");
        Address first = node("neighbour=" + odd + "\nneighbour=" + far + "\n");

        assertThat(run("list-peers", first.toString(), "--depth", "2")).isZero();
        assertThat(text(out)).isEqualTo(odd + "\n" + far + "\n127.0.0.1:9 (2 links, by " + far + ")\n");
        assertThat(text(err)).isEqualTo(odd + " gives an answer that means nothing\n");
        assertThat(run("list-peers", first.toString(), "--depth", "2", "--json"))
                .isZero();
        assertThat(text(out)).contains("\"" + odd + "\" : \"odd\"").contains("\"full\" : false");
        assertThat(run("list-peers", odd.toString())).isEqualTo(1);
        assertThat(text(err)).isEqualTo(odd + " gives an answer that means nothing\n");
        assertThat(run("why-dead", "127.0.0.1:9", "--seeds", odd + "," + first)).isEqualTo(1);
        assertThat(text(err)).contains("gives an answer that means nothing").hasLineCount(1);
    }

    @Test
    void of_many_that_do_not_answer_five_are_named() throws Exception {
        String known = IntStream.rangeClosed(1, 7)
                .mapToObj(port -> "neighbour=127.0.0.1:" + port + "\n")
                .collect(Collectors.joining());

        assertThat(run("list-peers", node(known).toString(), "--depth", "2")).isZero();

        assertThat(text(out)).hasLineCount(7);
        assertThat(text(err))
                .contains("127.0.0.1:5 does not answer\nand 2 others did not say whom they know\n")
                .hasLineCount(6);
    }

    @Test
    void there_is_an_end_to_how_many_are_found() throws Exception {
        String known = IntStream.rangeClosed(1, 2_000)
                .mapToObj(port -> "neighbour=127.0.0.%d:" + port + "\n")
                .collect(Collectors.joining());
        List<Address> first =
                List.of(node(known.replace("%d", "2")), node(known.replace("%d", "3")), node(known.replace("%d", "4")));
        Crawl crawl = new Crawl(first, null);

        assertThat(crawl.step()).isTrue();

        assertThat(crawl.found()).hasSize(Crawl.MOST);
        assertThat(crawl.isFull()).isTrue();
    }

    @Test
    void those_that_are_to_be_asked_are_asked_at_once() throws Exception {
        CountDownLatch together = new CountDownLatch(20);
        List<Address> twenty =
                IntStream.rangeClosed(1, 20).mapToObj(CrawlTest::address).toList();

        Poll.Outcome<Boolean> heard = new Poll(Duration.ofSeconds(60)).ask(twenty, node -> {
            together.countDown();
            try {
                return together.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });

        assertThat(heard.answers()).hasSize(20).containsValue(true).doesNotContainValue(false);
    }

    @Test
    void when_the_time_is_over_nobody_is_waited_for() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        List<Address> many =
                IntStream.rangeClosed(1, 100).mapToObj(CrawlTest::address).toList();

        Poll.Outcome<Boolean> heard = new Poll(Duration.ofMillis(200)).ask(many, node -> {
            try {
                never.await();
                return true;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });

        assertThat(heard.answers()).isEmpty();
        assertThat(heard.silent()).hasSize(100).containsEntry(address(100), "late");
    }

    /** One byte of its answer after the other, each in time: in all it is late. */
    @Test
    void whoever_answers_by_the_byte_is_not_waited_for_either() throws Exception {
        ServerSocket node = listen();
        answer(node, asker -> {
            while (!node.isClosed()) {
                asker.getOutputStream().write('A');
                asker.getOutputStream().flush();
                asker.setSoTimeout(20);
                try {
                    asker.getInputStream().read(new byte[100]);
                } catch (SocketTimeoutException e) {
                    // The next byte.
                }
            }
        });

        Map<Address, String> silent = new Poll(Duration.ofSeconds(60))
                .ask(List.of(address(node)), new Question(Duration.ofMillis(300))::status)
                .silent();

        assertThat(silent).containsValue("silent");
    }

    private interface Talk {
        void with(Socket asker) throws IOException;
    }

    private Address node(String knows) throws IOException {
        ServerSocket node = listen();
        answer(node, asker -> {
            asker.getInputStream().read(new byte[100]);
            asker.getOutputStream()
                    .write(("Answer " + knows.length() + "\n" + knows + "\n").getBytes(StandardCharsets.US_ASCII));
        });
        return address(node);
    }

    private ServerSocket listen() throws IOException {
        ServerSocket node = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        nodes.add(node);
        return node;
    }

    private static void answer(ServerSocket node, Talk talk) {
        Thread answering = new Thread(() -> {
            while (!node.isClosed()) {
                try (Socket asker = node.accept()) {
                    talk.with(asker);
                } catch (IOException e) {
                    // The asker, or the test, has gone.
                }
            }
        });
        answering.setDaemon(true);
        answering.start();
    }

    private static Address address(ServerSocket node) {
        return address(node.getLocalPort());
    }

    private static Address address(int port) {
        return Address.parse("127.0.0.1:" + port);
    }

    private int run(String... command) {
        out.reset();
        err.reset();
        return new Commands(List.of(new WhyDead(), new ListPeers()))
                .run(Arrays.asList(command), new Output(stream(out), stream(err)));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
