package org.streamlistening.bench.subject;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.bench.Token;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamReader;

/** The client of this library without listeners: a reader on a thread of its own for each follower, and Jackson. */
final class ClientSubject implements Subject {

    private final ObjectReader json = new ObjectMapper().readerFor(Token.class);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final DurableStreamsClient client;
    private final UpstreamControl control;
    private final List<StreamReader> readers = new ArrayList<>();
    private final List<CountDownLatch> upToDate = new ArrayList<>();

    ClientSubject(URI upstream, String transport) throws IOException {
        control = new UpstreamControl(upstream);
        client = DurableStreamsClient.builder(upstream)
                .transport(Transports.client(transport))
                .build();
    }

    @Override
    public void prepare(int followers) {
        // A receiver is all that a follower has here.
    }

    @Override
    public void follow(Follow follow) {
        StreamReader reader =
                client.open(follow.stream(), ReadOptions.live(follow.live()).from(Offset.of(follow.offset())));
        CountDownLatch live = new CountDownLatch(1);
        readers.add(reader);
        upToDate.add(live);
        threads.execute(() -> read(reader, follow.receiver(), live));
    }

    private void read(StreamReader reader, Receiver receiver, CountDownLatch live) {
        try {
            while (true) {
                StreamBatch batch = reader.next();
                for (StreamMessage message : batch.messages()) {
                    receiver.received(json.readValue(message.bytes()));
                }
                if (batch.upToDate()) {
                    live.countDown();
                }
            }
        } catch (CancellationException stopped) {
            live.countDown();
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    @Override
    public void awaitLive() throws Exception {
        for (CountDownLatch live : upToDate) {
            live.await();
        }
    }

    @Override
    public Control control() {
        return control;
    }

    @Override
    public Executor executor() {
        return threads;
    }

    @Override
    public void stop() {
        readers.forEach(StreamReader::close);
        readers.clear();
        upToDate.clear();
    }

    @Override
    public void close() throws IOException {
        stop();
        control.close();
        client.close();
        threads.shutdownNow();
    }
}
