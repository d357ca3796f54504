package org.streamlistening.server;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How the values that changes and images are made of lie on disk. What is written has the newest form; what is read may
 * have an older one.
 */
final class ValueCodec {

    /** The form before streams and positions had incarnations. */
    static final int UNNAMED_STREAMS = 0;

    /** The form before snapshots said when producers were heard of last. */
    static final int NAMED_STREAMS = 1;

    /** The form of snapshots that is written. */
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
        Lifetime lifetime = lifetime(in);
        return new StreamConfig(type, lifetime, in.flag() ? Optional.of(fork(in, form)) : Optional.empty());
    }

    private static void write(RecordWriter out, Lifetime lifetime) {
        out.flag(lifetime.ttlSeconds().isPresent());
        lifetime.ttlSeconds().ifPresent(out::number);
        out.flag(lifetime.expiresAt().isPresent());
        // As text: a time out of the far past or future is a time too.
        lifetime.expiresAt().ifPresent(end -> out.text(end.toString()));
    }

    private static Lifetime lifetime(RecordReader in) {
        OptionalLong ttl = in.flag() ? OptionalLong.of(in.number()) : OptionalLong.empty();
        return new Lifetime(ttl, in.flag() ? Optional.of(Instant.parse(in.text())) : Optional.empty());
    }

    private static void write(RecordWriter out, Fork fork) {
        ForkRequest asked = fork.asked();
        out.text(asked.source()).flag(asked.offset().isPresent());
        asked.offset().ifPresent(offset -> out.number(offset.incarnation()).number(offset.bytes()));
        out.number(asked.subOffset());
        write(out, fork.lifetime());
        out.number(fork.source()).number(fork.position());
    }

    private static Fork fork(RecordReader in, long form) {
        String source = in.text();
        Optional<Position> offset = in.flag() ? Optional.of(position(in, form)) : Optional.empty();
        return new Fork(new ForkRequest(source, offset, in.number()), lifetime(in), in.number(), in.number());
    }

    private static Position position(RecordReader in, long form) {
        return new Position(form == UNNAMED_STREAMS ? Position.UNNAMED : in.number(), in.number());
    }

    static void write(RecordWriter out, StreamState state) {
        out.number(state.tail()).number(state.messages()).flag(state.closed());
        write(out, state.closedBy());
        out.optionalText(state.seq());
    }

    static StreamState state(RecordReader in) {
        return new StreamState(in.number(), in.number(), in.flag(), step(in), in.optionalText());
    }

    static void write(RecordWriter out, @Nullable ProducerStep step) {
        out.flag(step != null);
        if (step != null) {
            out.text(step.id()).number(step.epoch()).number(step.seq());
        }
    }

    static @Nullable ProducerStep step(RecordReader in) {
        return in.flag() ? new ProducerStep(in.text(), in.number(), in.number()) : null;
    }

    static void write(RecordWriter out, Instant time) {
        out.number(time.toEpochMilli());
    }

    static Instant time(RecordReader in) {
        return Instant.ofEpochMilli(in.number());
    }

    static void write(RecordWriter out, Batch batch) {
        out.number(batch.messages());
        int last = 0;
        for (int end : batch.ends()) {
            out.number(end - last);
            last = end;
        }
        out.bytes(batch.bytes());
    }

    static Batch batch(RecordReader in) {
        int[] ends = new int[(int) in.number()];
        int last = 0;
        for (int i = 0; i < ends.length; i++) {
            last += (int) in.number();
            ends[i] = last;
        }
        return new Batch(in.bytes(), ends);
    }
}
