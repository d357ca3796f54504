package org.streamlistening.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A proxy to a local server that cuts connections between any two bytes. */
final class DisconnectingProxy implements AutoCloseable {

    /** Decides when one connection is cut. */
    interface Fate {
        /**
         * The number of the next bytes that arrive; if it is less than {@code bytes}, the connection is cut behind
         * them.
         *
         * @param toServer whether the bytes go from the client to the server
         */
        int arriving(boolean toServer, int bytes);
    }

    private final ServerSocket listening;
    private final int serverPort;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile Supplier<Fate> fates = () -> (toServer, bytes) -> bytes;

    DisconnectingProxy(URI server) {
        serverPort = server.getPort();
        try {
            listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(() -> {
            while (true) {
                connect(listening.accept());
            }
        });
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");
    }

    /** Sets the source of fates for the connections from now on. */
    void fates(Supplier<Fate> supplier) {
        fates = supplier;
    }

    private void connect(Socket from) throws IOException {
        Socket to = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        from.setTcpNoDelay(true);
        to.setTcpNoDelay(true);
        connections.add(from);
        connections.add(to);
        Fate fate = fates.get();
        start(() -> pass(from, to, fate, true));
        start(() -> pass(to, from, fate, false));
    }

    private void pass(Socket from, Socket to, Fate fate, boolean toServer) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int arriving = fate.arriving(toServer, read);
                out.write(buffer, 0, arriving);
                if (arriving < read) {
                    // The client's side first: the server's error response to half a request must not reach the client.
                    (toServer ? from : to).close();
                    return;
                }
            }
        } finally {
            connections.remove(from);
            connections.remove(to);
        }
    }

    private interface Transfer {
        void run() throws IOException;
    }

    private static void start(Transfer transfer) {
        Thread thread = new Thread(
                () -> {
                    try {
                        transfer.run();
                    } catch (IOException e) {
                        // One end has closed the connection.
                    }
                },
                "frayed-cable");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
