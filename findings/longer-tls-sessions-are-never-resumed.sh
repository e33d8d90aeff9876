#!/bin/sh
# OpenJDK 17 and 25: TLS sessions that may live for more than a week are never resumed.
#
# SSLSessionContext.setSessionTimeout(seconds) says how long a session may be resumed. TLS 1.3 lets a ticket live for
# seven days at most, so a longer time was taken to be cut to that: the client is given a ticket for a week. Seen
# instead: with seven days the second connection of a client resumes the session of its first; with one second more the
# server gives no ticket at all, and the second connection is a whole handshake, as all are; by TLS 1.2, which has no
# such limit, too. Nothing is logged or thrown.
#
# So whoever raises that time to spare handshakes does more of them. And it is a way to have none resumed, where each
# connection is to show its certificate anew, for which there is no other setting of the server alone.
#
# Needs a JDK 17 or newer, nothing else. Prints what it saw; status 1 if that is something else.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

keytool -genkeypair -alias finding -keyalg EC -groupname secp256r1 -dname CN=finding -validity 30 \
    -storetype PKCS12 -keystore store -storepass finding 2>errors || { cat errors >&2; exit 1; }

cat >Finding.java <<'JAVA'
import java.io.FileInputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

class Finding {
    static final int WEEK = 7 * 24 * 3600;

    public static void main(String[] args) throws Exception {
        boolean asSeen = said("TLSv1.3", WEEK, true);
        asSeen &= said("TLSv1.3", WEEK + 1, false);
        asSeen &= said("TLSv1.2", WEEK, true);
        asSeen &= said("TLSv1.2", WEEK + 1, false);
        System.exit(asSeen ? 0 : 1);
    }

    static boolean said(String protocol, int seconds, boolean expected) throws Exception {
        boolean isResumed = isResumed(protocol, seconds);
        System.out.println(protocol + ", session timeout of " + seconds + " s: the second connection "
                + (isResumed ? "resumes the session of the first" : "is a whole handshake"));
        return isResumed == expected;
    }

    /** Whether the second of two connections of one client goes on with the session of the first. */
    static boolean isResumed(String protocol, int seconds) throws Exception {
        SSLContext server = context();
        server.getServerSessionContext().setSessionTimeout(seconds);
        SSLContext client = context();
        try (SSLServerSocket listening = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            listening.setEnabledProtocols(new String[] {protocol});
            Thread answering = new Thread(() -> answerTwo(listening));
            answering.start();
            long first = began(client, listening.getLocalPort());
            Thread.sleep(50); // so that a session that is made anew is seen to be younger
            long second = began(client, listening.getLocalPort());
            answering.join();
            return first == second;
        }
    }

    static long began(SSLContext client, int port) throws Exception {
        try (SSLSocket socket = (SSLSocket)
                client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write('?');
            if (socket.getInputStream().read() != '!') { // behind the ticket, if there is one
                throw new IllegalStateException("no answer");
            }
            return socket.getSession().getCreationTime();
        }
    }

    static void answerTwo(SSLServerSocket listening) {
        for (int i = 0; i < 2; i++) {
            try (SSLSocket socket = (SSLSocket) listening.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write('!');
                socket.getInputStream().read();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static SSLContext context() throws Exception {
        char[] password = "finding".toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (FileInputStream store = new FileInputStream("store")) {
            keys.load(store, password);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, password);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("finding", keys.getCertificate("finding"));
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }
}
JAVA

java -version 2>&1 | sed -n 1p
java Finding.java
