package org.streamlistening.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Many connections to a server, all of them on the thread that waits for them. */
final class Crowd implements AutoCloseable {

    /** Receives the bytes of a connection. */
    interface Member {
        void received(Connection connection, ByteBuffer bytes) throws IOException;
    }

    /** One connection; its requests must fit into the buffer of the socket. */
    record Connection(SocketChannel channel) {

        void send(byte[] request) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
    private final List<SocketChannel> channels = new ArrayList<>();
    private int ended;

    Crowd() throws IOException {
        selector = Selector.open();
    }

    Connection connect(int port, Member member) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        channels.add(channel);
        Connection connection = new Connection(channel);
        channel.register(selector, SelectionKey.OP_READ, new Object[] {connection, member});
        return connection;
    }

    /** The number of connections that the server has closed. */
    int ended() {
        return ended;
    }

    /** Reads from all connections until a condition holds. @return whether it held in time */
    boolean readUntil(BooleanSupplier done, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (!done.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            selector.select(Math.max(1, Math.min(50, left / 1_000_000)));
            for (SelectionKey key : selector.selectedKeys()) {
                read(key);
            }
            selector.selectedKeys().clear();
        }
        return true;
    }

    private void read(SelectionKey key) throws IOException {
        Object[] attached = (Object[]) key.attachment();
        Connection connection = (Connection) attached[0];
        buffer.clear();
        int read = connection.channel().read(buffer);
        if (read < 0) {
            ended++;
            connection.channel().close();
        } else {
            ((Member) attached[1]).received(connection, buffer.flip());
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
