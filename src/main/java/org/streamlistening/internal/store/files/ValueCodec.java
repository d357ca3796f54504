package org.streamlistening.internal.store.files;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.ForkOrigin;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamOffset;
import org.streamlistening.internal.engine.state.StreamState;

/** Encodes the values of changes and images. It writes the newest form, and reads older forms as well. */
final class ValueCodec {

    /** The form of streams and positions without incarnations. */
    static final int UNNAMED_STREAMS = 0;

    /** The form of snapshots without the times of producers. */
    static final int NAMED_STREAMS = 1;

    /** The newest form of snapshots. */
    static final int DATED_PRODUCERS = 2;

    private ValueCodec() {}

    static void write(RecordWriter out, StreamConfig config) {
        out.text(config.contentType().header());
        write(out, config.lifetime());
        out.flag(config.fork().isPresent());
        config.fork().ifPresent(fork -> write(out, fork));
    }

    static StreamConfig config(RecordReader in, long form) {
        ContentType type = ContentType.parse(in.text());
        StreamLifetime lifetime = lifetime(in);
        return new StreamConfig(type, lifetime, in.flag() ? Optional.of(fork(in, form)) : Optional.empty());
    }

    private static void write(RecordWriter out, StreamLifetime lifetime) {
        out.flag(lifetime.ttlSeconds().isPresent());
        lifetime.ttlSeconds().ifPresent(out::number);
        out.flag(lifetime.expiresAt().isPresent());
        // As text, for times of the far past or future.
        lifetime.expiresAt().ifPresent(end -> out.text(end.toString()));
    }

    private static StreamLifetime lifetime(RecordReader in) {
        OptionalLong ttl = in.flag() ? OptionalLong.of(in.number()) : OptionalLong.empty();
        return new StreamLifetime(ttl, in.flag() ? Optional.of(Instant.parse(in.text())) : Optional.empty());
    }

    private static void write(RecordWriter out, ForkOrigin fork) {
        ForkRequest request = fork.request();
        out.text(request.source()).flag(request.offset().isPresent());
        request.offset().ifPresent(offset -> out.number(offset.incarnation()).number(offset.bytes()));
        out.number(request.subOffset());
        write(out, fork.lifetime());
        out.number(fork.source()).number(fork.position());
    }

    private static ForkOrigin fork(RecordReader in, long form) {
        String source = in.text();
        Optional<StreamOffset> offset = in.flag() ? Optional.of(position(in, form)) : Optional.empty();
        return new ForkOrigin(new ForkRequest(source, offset, in.number()), lifetime(in), in.number(), in.number());
    }

    private static StreamOffset position(RecordReader in, long form) {
        return new StreamOffset(form == UNNAMED_STREAMS ? StreamOffset.UNNAMED : in.number(), in.number());
    }

    static void write(RecordWriter out, StreamState state) {
        out.number(state.tail()).number(state.messages()).flag(state.closed());
        write(out, state.closedBy());
        out.optionalText(state.seq());
    }

    static StreamState state(RecordReader in) {
        return new StreamState(in.number(), in.number(), in.flag(), producer(in), in.optionalText());
    }

    static void write(RecordWriter out, @Nullable ProducerRequest producer) {
        out.flag(producer != null);
        if (producer != null) {
            out.text(producer.id()).number(producer.epoch()).number(producer.seq());
        }
    }

    static @Nullable ProducerRequest producer(RecordReader in) {
        return in.flag() ? new ProducerRequest(in.text(), in.number(), in.number()) : null;
    }

    static void write(RecordWriter out, Instant time) {
        out.number(time.toEpochMilli());
    }

    static Instant time(RecordReader in) {
        return Instant.ofEpochMilli(in.number());
    }

    static void write(RecordWriter out, StoredAppend append) {
        out.number(append.messages());
        int last = 0;
        for (int end : append.ends()) {
            out.number(end - last);
            last = end;
        }
        out.bytes(append.bytes());
    }

    static StoredAppend append(RecordReader in) {
        int[] ends = new int[(int) in.number()];
        int last = 0;
        for (int i = 0; i < ends.length; i++) {
            last += (int) in.number();
            ends[i] = last;
        }
        return new StoredAppend(in.bytes(), ends);
    }
}
