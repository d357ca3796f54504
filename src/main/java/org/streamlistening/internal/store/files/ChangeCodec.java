package org.streamlistening.internal.store.files;

import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamOffset;

/** Encodes changes as records of the journal. */
public final class ChangeCodec {

    /** A form of earlier versions: as {@link #CREATED}, without an incarnation. */
    private static final int CREATED_UNNAMED = 1;

    private static final int APPENDED = 2;
    private static final int TOUCHED = 3;
    private static final int HIDDEN = 4;
    private static final int DROPPED = 5;
    private static final int TRIMMED = 6;
    private static final int CREATED = 7;

    private ChangeCodec() {}

    public static void write(RecordWriter out, StreamChange change) {
        if (change instanceof StreamChange.Appended appended) {
            out.number(APPENDED).number(appended.stream());
            write(out, appended);
        } else if (change instanceof StreamChange.Created created) {
            out.number(CREATED).number(created.stream());
            write(out, created);
        } else if (change instanceof StreamChange.Touched touched) {
            out.number(TOUCHED).number(touched.stream());
            ValueCodec.write(out, touched.at());
        } else if (change instanceof StreamChange.Trimmed trimmed) {
            out.number(TRIMMED).number(trimmed.stream()).number(trimmed.position());
        } else {
            out.number(change instanceof StreamChange.Hidden ? HIDDEN : DROPPED).number(change.stream());
        }
    }

    private static void write(RecordWriter out, StreamChange.Created created) {
        out.number(created.incarnation()).text(created.id());
        ValueCodec.write(out, created.config());
        ValueCodec.write(out, created.at());
        ValueCodec.write(out, created.origin());
        out.number(created.earliest());
        ValueCodec.write(out, created.append());
        out.flag(created.closes());
    }

    private static void write(RecordWriter out, StreamChange.Appended appended) {
        ValueCodec.write(out, appended.at());
        ValueCodec.write(out, appended.append());
        out.flag(appended.closes());
        ValueCodec.write(out, appended.producer());
        out.optionalText(appended.seq());
    }

    private static StreamChange created(long stream, long incarnation, RecordReader in, int form) {
        return new StreamChange.Created(
                stream,
                incarnation,
                in.text(),
                ValueCodec.config(in, form),
                ValueCodec.time(in),
                ValueCodec.state(in),
                in.number(),
                ValueCodec.append(in),
                in.flag());
    }

    public static StreamChange read(RecordReader in) {
        int kind = (int) in.number();
        long stream = in.number();
        return switch (kind) {
            case CREATED -> created(stream, in.number(), in, ValueCodec.NAMED_STREAMS);
            case CREATED_UNNAMED -> created(stream, StreamOffset.UNNAMED, in, ValueCodec.UNNAMED_STREAMS);
            case APPENDED ->
                new StreamChange.Appended(
                        stream,
                        ValueCodec.time(in),
                        ValueCodec.append(in),
                        in.flag(),
                        ValueCodec.producer(in),
                        in.optionalText());
            case TOUCHED -> new StreamChange.Touched(stream, ValueCodec.time(in));
            case HIDDEN -> new StreamChange.Hidden(stream);
            case DROPPED -> new StreamChange.Dropped(stream);
            case TRIMMED -> new StreamChange.Trimmed(stream, in.number());
            default -> throw new IllegalStateException("a change of kind " + kind + " belongs to a newer version");
        };
    }
}
