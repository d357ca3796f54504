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

    /** When one connection is cut. */
    interface Fate {
        /**
         * How many of the next bytes still arrive; if fewer than there are, the connection is cut behind them.
         *
         * @param there whether they are on their way to the server
         */
        int arriving(boolean there, int bytes);
    }

    private final ServerSocket door;
    private final int serverPort;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile Supplier<Fate> fates = () -> (there, bytes) -> bytes;

    DisconnectingProxy(URI server) {
        serverPort = server.getPort();
        try {
            door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(() -> {
            while (true) {
                connect(door.accept());
            }
        });
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort() + "/");
    }

    /** What becomes of each connection from now on. */
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

    private void pass(Socket from, Socket to, Fate fate, boolean there) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int arriving = fate.arriving(there, read);
                out.write(buffer, 0, arriving);
                if (arriving < read) {
                    // Before the server's side: its complaint about half a request must not come back.
                    (there ? from : to).close();
                    return;
                }
            }
        } finally {
            connections.remove(from);
            connections.remove(to);
        }
    }

    private interface Wire {
        void run() throws IOException;
    }

    private static void start(Wire wire) {
        Thread thread = new Thread(
                () -> {
                    try {
                        wire.run();
                    } catch (IOException e) {
                        // One end has closed: every connection ends like this.
                    }
                },
                "frayed-cable");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
