package grapevine.runtime;

import grapevine.wire.Address;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** A program that speaks TLS as it likes, and trusts everybody. Blocking, with a deadline on each read. */
final class TlsClient implements AutoCloseable {
    private static final int DEADLINE_MS = 10_000;

    private final Socket below;
    private final SSLSocket socket;

    /**
     * Connects; the handshake is not done yet.
     *
     * @param store the key and the certificate to show, with the password in {@code password} beside it; null for none
     */
    TlsClient(Address to, @Nullable Path store, String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(store == null ? null : keys(store), new TrustManager[] {new Everybody()}, null);
        below = new Socket(to.ip().toInetAddress(), to.port());
        below.setSoTimeout(DEADLINE_MS);
        socket = (SSLSocket)
                context.getSocketFactory().createSocket(below, to.ip().toString(), to.port(), true);
        socket.setEnabledProtocols(new String[] {protocol});
    }

    private static KeyManager[] keys(Path store) throws Exception {
        char[] password = Files.readString(store.resolveSibling("password")).toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password);
        return factory.getKeyManagers();
    }

    /** Shakes hands, and waits for what comes after it: in TLS 1.3 whom the other end refuses learns it then. */
    int handshakeAndRead() throws IOException {
        socket.startHandshake();
        return socket.getInputStream().read();
    }

    void say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Ends this direction in order; the other one stays. */
    void sayNoMore() throws IOException {
        socket.shutdownOutput();
    }

    String hearAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    /** Ends the connection below TLS, which says nothing. */
    void cutShort() throws IOException {
        below.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        below.close();
    }

    private static final class Everybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket from) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket from) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine from) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine from) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
