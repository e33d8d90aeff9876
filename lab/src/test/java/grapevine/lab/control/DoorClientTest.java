package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import grapevine.lab.door.Answers.CodeAnswer;
import grapevine.lab.door.NetworkFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the commands make of answers of a door that is not theirs. */
class DoorClientTest {
    private HttpServer server;
    private int status = 200;
    private String body = "";

    @BeforeEach
    void open() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void what_a_newer_door_says_besides_is_passed_over() throws Exception {
        body = "{\"address\": \"http://x\", \"validSeconds\": 9, \"colour\": [1]}";

        assertThat(client().get("/x", CodeAnswer.class)).isEqualTo(new CodeAnswer("http://x", 9));
    }

    @Test
    void an_answer_that_means_nothing_is_told_in_a_line_and_not_as_silence() {
        body = "{\"address\": \"http://x\",\n\"validSeconds\": \"soon\"}";

        assertThatThrownBy(() -> client().get("/x", CodeAnswer.class))
                .hasMessageStartingWith("network far (process 77) gives an answer that means nothing here: ")
                .message()
                .hasLineCount(1);
    }

    @Test
    void a_reason_is_told_and_where_there_is_none_the_status() {
        status = 409;
        body = "{\"error\": \"it is late\", \"more\": 1}";
        assertThatThrownBy(() -> client().get("/x", CodeAnswer.class)).hasMessage("it is late");
        for (String odd : new String[] {"", "null", "{}", "{\"error\": null}", "<html>"}) {
            body = odd;
            assertThatThrownBy(() -> client().get("/x", CodeAnswer.class)).hasMessage("the door answered 409");
        }
    }

    private DoorClient client() {
        return new DoorClient(
                "far", NetworkFile.Contents.up(77, server.getAddress().getPort(), "", 1));
    }
}
