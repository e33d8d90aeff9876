package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The faults that loopback does not produce at will, as the two transports word them. */
class DiallerTest {

    @ParameterizedTest
    @MethodSource
    void the_faults_of_both_transports_are_told_apart(Throwable cause, DialFailure expected) {
        assertThat(Dialler.failure(cause)).isEqualTo(expected);
    }

    static Stream<Arguments> the_faults_of_both_transports_are_told_apart() {
        return Stream.of(
                Arguments.of(new ConnectTimeoutException("connection timed out after 2000 ms"), DialFailure.TIMED_OUT),
                Arguments.of(new ConnectException("Connection timed out"), DialFailure.TIMED_OUT),
                Arguments.of(
                        new ConnectException("connect(..) failed with error(-110): Connection timed out"),
                        DialFailure.TIMED_OUT),
                Arguments.of(new ConnectException("Connection refused: /127.0.0.1:1"), DialFailure.REFUSED),
                Arguments.of(
                        new ConnectException("finishConnect(..) failed with error(-111): Verbindung abgelehnt"),
                        DialFailure.REFUSED),
                Arguments.of(new SocketException("Connection reset by peer"), DialFailure.RESET),
                Arguments.of(
                        new ConnectException("finishConnect(..) failed with error(-104): Connection reset by peer"),
                        DialFailure.RESET),
                Arguments.of(new NoRouteToHostException("No route to host"), DialFailure.UNREACHABLE),
                Arguments.of(new SocketException("Network is unreachable"), DialFailure.UNREACHABLE),
                Arguments.of(
                        new ConnectException("connect(..) failed with error(-113): No route to host"),
                        DialFailure.UNREACHABLE),
                Arguments.of(new BindException("Cannot assign requested address"), DialFailure.UNREACHABLE),
                Arguments.of(new ChannelException("Unable to create Channel"), DialFailure.UNREACHABLE),
                Arguments.of(new IOException("Too many open files"), DialFailure.UNREACHABLE));
    }
}
