package org.streamlistening.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way to a server, which can be cut and mended: while it is cut, nobody listens at its port and what was connected
 * is not any more, just as if the server had been stopped, and afterwards it is the same server at the same port.
 */
public final class Cable implements AutoCloseable {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final int port;
    private final int serverPort;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private ServerSocket door;
    private Thread accepting;

    /** Mended, at a free port. */
    public Cable(int serverPort) {
        this.serverPort = serverPort;
        this.door = open(0);
        this.port = door.getLocalPort();
        this.accepting = accept(door);
    }

    public int port() {
        return port;
    }

    /** Whether anybody is connected. */
    public boolean isUsed() {
        return !connections.isEmpty();
    }

    public synchronized void cut() {
        close(door);
        try {
            // The port is free only when nobody waits at it any more.
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(Cable::close);
        connections.clear();
    }

    public synchronized void mend() {
        door = open(port);
        accepting = accept(door);
    }

    @Override
    public void close() {
        cut();
    }

    private static ServerSocket open(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(HERE, port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Thread accept(ServerSocket here) {
        return start("cable " + port, () -> {
            while (!here.isClosed()) {
                connect(here.accept(), here);
            }
        });
    }

    private void connect(Socket from, ServerSocket here) throws IOException {
        Socket to = new Socket(HERE, serverPort);
        connections.add(from);
        connections.add(to);
        if (here.isClosed()) {
            // Cut meanwhile, and these two not seen.
            close(from);
            close(to);
        }
        start("cable there", () -> pass(from, to));
        start("cable back", () -> pass(to, from));
    }

    private void pass(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream bytes = from.getInputStream()) {
            bytes.transferTo(to.getOutputStream());
        } finally {
            connections.remove(from);
            connections.remove(to);
        }
    }

    private interface Wire {
        void run() throws IOException;
    }

    private static Thread start(String name, Wire wire) {
        Thread thread = new Thread(
                () -> {
                    try {
                        wire.run();
                    } catch (IOException e) {
                        // One end is gone: that is how every connection of a cable ends.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
