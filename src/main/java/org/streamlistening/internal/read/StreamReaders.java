package org.streamlistening.internal.read;

import org.streamlistening.Offset;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamId;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.OpenResources;
import org.streamlistening.internal.http.RequestSender;
import org.streamlistening.internal.http.Transport;

/** Opens the readers of one client, and ends them with it. For any number of threads. */
public final class StreamReaders {

    private final ClientSettings settings;
    private final RequestSender sender;
    private final Transport transport;
    private final OpenResources<ReaderConnection> connections = new OpenResources<>(ReaderConnection::close);

    public StreamReaders(ClientSettings settings, RequestSender sender, Transport transport) {
        this.settings = settings;
        this.sender = sender;
        this.transport = transport;
    }

    /** A reader without retries. */
    public StreamReader open(StreamId id, ReadOptions options) {
        return reader(id, options, connection());
    }

    /** A reader that retries transient failures. */
    public StreamReader follow(StreamId id, ReadOptions options, RetryPolicy policy) {
        ReaderConnection connection = connection();
        return new RetryingReader(reader(id, options, connection), policy, connection::pause);
    }

    private StreamReader reader(StreamId id, ReadOptions options, ReaderConnection connection) {
        return new HttpStreamReader(id, options, settings, sender, connection);
    }

    private ReaderConnection connection() {
        return connections.add(new ReaderConnection(transport, connections::remove));
    }

    /** @throws IllegalArgumentException if the options exclude each other */
    public static void check(ReadOptions options) {
        if (options.from().offset().equals(Offset.NOW) && options.from().skip() > 0) {
            throw new IllegalArgumentException("nothing can be skipped after 'now': start at a known offset");
        }
    }

    public void close() {
        connections.close();
    }
}
