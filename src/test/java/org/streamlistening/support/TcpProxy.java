package org.streamlistening.support;

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
 * A TCP proxy to a server on this machine that can be cut and mended. While it is cut, its port and all connections are
 * closed, as if the server had stopped. Afterwards the same server is at the same port again.
 */
public final class TcpProxy implements AutoCloseable {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final int port;
    private final int serverPort;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile int silences;
    private ServerSocket door;
    private Thread accepting;

    /** Accepts connections at a free port. */
    public TcpProxy(int serverPort) {
        this.serverPort = serverPort;
        this.door = open(0);
        this.port = door.getLocalPort();
        this.accepting = accept(door);
    }

    public int port() {
        return port;
    }

    /** Whether a client is connected. */
    public boolean isConnected() {
        return !connections.isEmpty();
    }

    public synchronized void cut() {
        close(door);
        try {
            // The port is free only after the accepting thread has ended.
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(TcpProxy::close);
        connections.clear();
    }

    public synchronized void mend() {
        door = open(port);
        accepting = accept(door);
    }

    /** The connections of now stay open, but pass nothing any more. New ones do. */
    public synchronized void silence() {
        silences++;
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
        return start("proxy " + port, () -> {
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
            // Cut meanwhile, before these two were in the set.
            close(from);
            close(to);
        }
        start("proxy to server", () -> pass(from, to));
        start("proxy to client", () -> pass(to, from));
    }

    private void pass(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream bytes = from.getInputStream()) {
            int begin = silences;
            byte[] buffer = new byte[8192];
            for (int length = bytes.read(buffer); length >= 0; length = bytes.read(buffer)) {
                if (silences == begin) {
                    to.getOutputStream().write(buffer, 0, length);
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

    private static Thread start(String name, Transfer transfer) {
        Thread thread = new Thread(
                () -> {
                    try {
                        transfer.run();
                    } catch (IOException e) {
                        // One end is closed, as at the end of every connection.
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
