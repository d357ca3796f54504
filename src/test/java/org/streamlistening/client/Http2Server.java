package org.streamlistening.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A minimal HTTP/2 server that sends the same response to each request, without a length (RFC 9113). */
final class Http2Server implements AutoCloseable {

    private static final char[] PASSWORD = "password".toCharArray();
    private static final int PREFACE = 24;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final SSLContext context;
    private final SSLServerSocket socket;
    private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();
    private volatile byte[] head = {};
    private volatile byte[] body = {};

    /** @param directory where its key may lie, from one test to the next */
    Http2Server(Path directory) throws Exception {
        context = context(directory.resolve("key.p12"));
        socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        start(this::accept);
    }

    private static SSLContext context(Path key) throws Exception {
        if (!Files.exists(key)) {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=test",
                            "-ext",
                            "san=ip:127.0.0.1",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            new String(PASSWORD),
                            "-keystore",
                            key.toString())
                    .inheritIO()
                    .start();
            if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
                throw new IllegalStateException("there is no key");
            }
        }
        KeyStore store = KeyStore.getInstance(key.toFile(), PASSWORD);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("test", store.getCertificate("mykey"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The trust store for a client. */
    SSLContext trusted() {
        return context;
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Sets the response to all further requests. */
    void respondsWith(int status, Map<String, String> headers, String content) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        literal(block, ":status", Integer.toString(status));
        headers.forEach((name, value) -> literal(block, name, value));
        head = block.toByteArray();
        body = content.getBytes(StandardCharsets.UTF_8);
    }

    /** A header field that is neither indexed nor packed (RFC 7541, section 6.2.2). */
    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        block.write(name.length());
        block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "http2-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                SSLSocket connection = (SSLSocket) socket.accept();
                open.add(connection);
                start(() -> serve(connection));
            } catch (IOException e) {
                // The test has ended.
                return;
            }
        }
    }

    private void serve(SSLSocket connection) {
        try (connection) {
            InputStream bytes = connection.getInputStream();
            bytes.readNBytes(PREFACE);
            DataInputStream in = new DataInputStream(bytes);
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            frame(out, SETTINGS, 0, 0, new byte[0]);
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(length);
                if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
                    frame(out, type, ACK, 0, type == PING ? payload : new byte[0]);
                } else if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
                    frame(out, HEADERS, END_HEADERS | (body.length == 0 ? END_STREAM : 0), stream, head);
                    if (body.length > 0) {
                        frame(out, DATA, END_STREAM, stream, body);
                    }
                }
            }
        } catch (IOException e) {
            // The client closed the connection, or the test has ended.
        } finally {
            open.remove(connection);
        }
    }

    private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
            throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        DataOutputStream frame = new DataOutputStream(whole);
        frame.writeByte(payload.length >> 16);
        frame.writeShort(payload.length);
        frame.writeByte(type);
        frame.writeByte(flags);
        frame.writeInt(stream);
        frame.write(payload);
        out.write(whole.toByteArray());
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (SSLSocket connection : open) {
            connection.close();
        }
    }
}
