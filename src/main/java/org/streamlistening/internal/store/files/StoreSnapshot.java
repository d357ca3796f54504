package org.streamlistening.internal.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.AgeMarks;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamOffset;

/**
 * The state of all streams at one moment. Journals from before that moment are no longer needed.
 *
 * @param lastNumber the greatest number of a stream so far, deleted ones included
 */
public record StoreSnapshot(List<Entry> entries, long lastNumber) {

    static final StoreSnapshot EMPTY = new StoreSnapshot(List.of(), 0);

    /** One stream, and its files. */
    public record Entry(StreamImage image, List<Segment> segments) {}

    /** Writes the file under another name first, so that it is complete or does not exist. */
    public void write(StoreDirectory directory, long number) throws IOException {
        Path path = directory.snapshot(number);
        Path unfinished = path.resolveSibling("snapshot.unfinished");
        try (FileChannel file = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            RecordWriter out = new RecordWriter();
            out.beginRecord();
            out.number(lastNumber).number(entries.size()).number(ValueCodec.DATED_PRODUCERS);
            out.endRecord(number);
            for (Entry entry : entries) {
                write(out, entry, number);
                if (out.size() > 1 << 20) {
                    write(file, out);
                }
            }
            write(file, out);
            file.force(true);
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        directory.force();
    }

    private static void write(FileChannel file, RecordWriter out) throws IOException {
        ByteBuffer bytes = out.view();
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        out.clear();
    }

    private static void write(RecordWriter out, Entry entry, long number) {
        StreamImage image = entry.image();
        out.beginRecord();
        out.number(image.number()).number(image.incarnation()).text(image.id());
        ValueCodec.write(out, image.config());
        ValueCodec.write(out, image.origin());
        ValueCodec.write(out, image.state());
        out.number(image.producers().size());
        for (ProducerState producer : image.producers().values()) {
            ValueCodec.write(out, producer.request());
            ValueCodec.write(out, producer.at());
        }
        out.flag(image.hidden());
        ValueCodec.write(out, image.lastUsed());
        out.number(image.earliest()).number(image.marks().size());
        image.marks().forEach(mark -> ValueCodec.write(out.number(mark.position()), mark.at()));
        out.number(entry.segments().size());
        entry.segments().forEach(segment -> out.number(segment.start()).number(segment.before()));
        out.endRecord(number);
    }

    public static StoreSnapshot read(StoreDirectory directory, long number) throws IOException {
        try (SnapshotReader reader = new SnapshotReader(directory.snapshot(number), number)) {
            RecordReader first = complete(reader.next(), directory, number);
            long lastNumber = first.number();
            List<Entry> entries = new ArrayList<>();
            long size = first.number();
            long form = first.isAtEnd() ? ValueCodec.UNNAMED_STREAMS : first.number();
            for (long left = size; left > 0; left--) {
                entries.add(entry(complete(reader.next(), directory, number), form));
            }
            return new StoreSnapshot(entries, lastNumber);
        }
    }

    private static RecordReader complete(@Nullable RecordReader record, StoreDirectory directory, long number) {
        if (record == null) {
            throw directory.damaged("snapshot-" + number + " is not whole");
        }
        return record;
    }

    private static Entry entry(RecordReader in, long form) {
        StreamImage image = new StreamImage(
                in.number(),
                form == ValueCodec.UNNAMED_STREAMS ? StreamOffset.UNNAMED : in.number(),
                in.text(),
                ValueCodec.config(in, form),
                ValueCodec.state(in),
                ValueCodec.state(in),
                producers(in, form),
                in.flag(),
                ValueCodec.time(in),
                in.number(),
                marks(in));
        List<Segment> segments = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            segments.add(new Segment(in.number(), in.number()));
        }
        return new Entry(image, List.copyOf(segments));
    }

    private static Map<String, ProducerState> producers(RecordReader in, long form) {
        Map<String, ProducerState> producers = new HashMap<>();
        for (long left = in.number(); left > 0; left--) {
            ProducerRequest request = ValueCodec.producer(in);
            Instant at = form < ValueCodec.DATED_PRODUCERS ? ProducerState.UNDATED : ValueCodec.time(in);
            if (request != null) {
                producers.put(request.id(), new ProducerState(request, at));
            }
        }
        return producers;
    }

    private static List<AgeMarks.Mark> marks(RecordReader in) {
        List<AgeMarks.Mark> marks = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            marks.add(new AgeMarks.Mark(in.number(), ValueCodec.time(in)));
        }
        return marks;
    }
}
