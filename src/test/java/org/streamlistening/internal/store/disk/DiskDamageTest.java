package org.streamlistening.internal.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.streamlistening.internal.engine.StoreHarness.TEXT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.internal.engine.StoreHarness;
import org.streamlistening.internal.store.files.FrameChecksum;
import org.streamlistening.internal.store.files.Journal;
import org.streamlistening.internal.store.files.JournalFrame;
import org.streamlistening.internal.store.files.JournalReader;
import org.streamlistening.internal.store.files.RecordWriter;
import org.streamlistening.internal.store.files.StoreKey;
import org.streamlistening.server.Http;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

/** A store whose files were changed or damaged from outside. */
class DiskDamageTest {

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final Logger logger = Logger.getLogger("org.streamlistening");
    private final List<String> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        logger.setLevel(Level.WARNING);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }

    @Test
    void truncatesADamagedEndAndLogsIt() throws IOException {
        List<Long> frames = write(20);
        Path journal = lastJournal();
        byte[] bytes = Files.readAllBytes(journal);
        int last = frames.get(frames.size() - 1).intValue();
        int length = JournalFrame.HEADER + ByteBuffer.wrap(bytes).getInt(last);
        for (int at = last + random.nextInt(length); at < last + length; at++) {
            bytes[at] ^= (byte) (1 + random.nextInt(255));
        }
        Files.write(journal, bytes);
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.read("a", 0)).as("seed %s", seed).isEqualTo(text(19));
            assertThat(logged).hasSize(1);
            assertThat(logged.get(0)).contains("was cut at byte " + last);
        }
    }

    @Test
    void cutsAJournalThatIsTooShort() throws IOException {
        List<Long> frames = write(20);
        Path journal = lastJournal();
        int last = frames.get(frames.size() - 1).intValue();
        int cut = last + JournalFrame.HEADER + random.nextInt(4);
        Files.write(journal, Arrays.copyOf(Files.readAllBytes(journal), cut));
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.read("a", 0)).as("seed %s", seed).isEqualTo(text(19));
            assertThat(logged).hasSize(1);
        }
    }

    @Test
    void logsNothingForAnIntactEnd() throws IOException {
        write(20);
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.read("a", 0)).isEqualTo(text(20));
            assertThat(logged).isEmpty();
        }
    }

    @Test
    void rejectsDamageBeforeTheEnd() throws IOException {
        List<Long> frames = write(20);
        Path journal = lastJournal();
        byte[] bytes = Files.readAllBytes(journal);
        int damaged = frames.get(random.nextInt(frames.size() - 1)).intValue();
        bytes[damaged + JournalFrame.HEADER + random.nextInt(10)] ^= 0x40;
        Files.write(journal, bytes);
        failsToOpen("is not whole at byte " + damaged);
    }

    @Test
    void rejectsDamageThatLooksLikeAnEnd() throws IOException {
        List<Long> frames = write(20);
        Path journal = lastJournal();
        byte[] bytes = Files.readAllBytes(journal);
        int damaged = frames.get(7).intValue();
        Arrays.fill(bytes, damaged, damaged + JournalFrame.STEP, (byte) 0);
        Files.write(journal, bytes);
        failsToOpen("is not whole at byte " + damaged);
    }

    @Test
    void rejectsAJournalWithoutItsBeginning() throws IOException {
        write(20);
        byte[] bytes = Files.readAllBytes(lastJournal());
        bytes[3] ^= 1;
        Files.write(lastJournal(), bytes);
        failsToOpen("is not whole at its beginning");
    }

    @Test
    void failsWithoutAJournal() throws IOException {
        write(20);
        Files.delete(lastJournal());
        failsToOpen("is missing");
    }

    @Test
    void failsWithoutTheKey() throws IOException {
        write(20);
        Files.delete(directory.resolve("store"));
        failsToOpen("the file store is missing");
    }

    @Test
    void rejectsFilesOfStreamsThatAreTooShort() throws IOException {
        write(20);
        checkpoint();
        Path data;
        try (Stream<Path> files = Files.walk(directory.resolve("streams"))) {
            data = files.filter(file -> file.toString().endsWith(".data"))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(data);
        Files.write(data, Arrays.copyOf(bytes, bytes.length - 1));
        failsToOpen("the end of " + data.getFileName() + " is missing");
    }

    @Test
    void deletesFilesThatBelongToNoStream() throws IOException {
        write(1);
        Path orphan = directory.resolve("streams").resolve("07").resolve("7-0.data");
        Files.writeString(orphan, "of a stream that was never acknowledged");
        StoreHarness.open(directory).close();
        assertThat(orphan).doesNotExist();
    }

    @Test
    void ignoresBytesThatLookLikeAFrame() {
        FrameChecksum guessed = new FrameChecksum(0, 2);
        FrameChecksum real = new FrameChecksum(0x5eed, 2);
        RecordWriter fake = new RecordWriter();
        Journal.begin(fake);
        fake.text("a frame in a message");
        byte[] bytes = new byte[JournalFrame.HEADER];
        JournalFrame.complete(fake, guessed, 0).get(bytes);
        assertThat(JournalFrame.isHeader(ByteBuffer.wrap(bytes), 0, guessed, 0)).isTrue();
        assertThat(JournalFrame.isHeader(ByteBuffer.wrap(bytes), 0, real, 0)).isFalse();
    }

    @Test
    void respondsToAnUnreadablePageWithAnErrorAndLogsIt() throws IOException {
        ServerOptions options = ServerOptions.builder()
                .store(directory)
                .access(StreamAccess.everything())
                .build();
        try (JettyServer server = JettyServer.start(options)) {
            Http http = new Http(server);
            http.put("/missing", Http.JSON, "[1,2,3]");
            http.put("/short", Http.JSON, "[1,2,3]");
            http.put("/long", Http.TEXT, "x".repeat(500_000));
        }
        // Moves it out of the journal: it is not in memory after the next start.
        try (JettyServer server = JettyServer.start(options)) {
            await().until(() -> snapshots() == 1 && journals().size() == 1);
        }
        try (JettyServer server = JettyServer.start(options)) {
            Http http = new Http(server);
            Files.delete(data(1));
            Files.write(data(2), new byte[0]);
            Files.write(data(3), new byte[200_000]);
            HttpResponse<String> missing = http.get("/missing");
            assertThat(missing.statusCode()).isEqualTo(410);
            assertThat(missing.body()).hasLineCount(1).endsWith("\n");
            assertThat(logged).isEmpty();
            HttpResponse<String> tooShort = http.get("/short");
            assertThat(tooShort.statusCode()).isEqualTo(500);
            assertThat(tooShort.body()).isEqualTo("the server failed\n");
            assertThat(logged).hasSize(1);
            // The status was sent already: the body is shorter than its announced length.
            assertThatThrownBy(() -> http.get("/long")).hasCauseInstanceOf(IOException.class);
            assertThat(logged).hasSize(2);
            http.get("/short?live=sse&offset=-1");
            assertThat(logged).hasSize(3);
        }
    }

    private Path data(int stream) {
        return directory.resolve("streams").resolve("0" + stream).resolve(stream + "-0.data");
    }

    /** The previous content of a journal file can look like a frame by chance. */
    @Test
    void ignoresAFrameAtAnImpossiblePosition() throws IOException {
        write(20);
        Path journal = lastJournal();
        byte[] bytes = Files.readAllBytes(journal);
        long number = Long.parseLong(journal.getFileName().toString().substring("journal-".length()));
        FrameChecksum checksum = new FrameChecksum(StoreKey.of(directory), number);
        int at = bytes.length / 2 / JournalFrame.STEP * JournalFrame.STEP;
        int text = 0x20202020;
        ByteBuffer.wrap(bytes, at, JournalFrame.HEADER)
                .putInt(text)
                .putInt(text)
                .putInt(checksum.of(at, text, text));
        Files.write(journal, bytes);
        try (StoreHarness store = StoreHarness.open(directory)) {
            assertThat(store.read("a", 0)).isEqualTo(text(20));
        }
    }

    /**
     * A stream with the given number of appends, all in the last journal only. @return the positions of their frames
     */
    private List<Long> write(int appends) throws IOException {
        try (StoreHarness store = StoreHarness.open(directory)) {
            store.create("a", TEXT, "");
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            for (int i = 0; i < appends; i++) {
                store.append("a", i + ";");
            }
        }
        List<Long> frames = new ArrayList<>();
        String name = lastJournal().getFileName().toString();
        long number = Long.parseLong(name.substring("journal-".length()));
        try (JournalReader reader =
                new JournalReader(lastJournal(), new FrameChecksum(StoreKey.of(directory), number))) {
            // The first frame names the previous journal.
            reader.next();
            long position = reader.position();
            while (reader.next() != null) {
                frames.add(position);
                position = reader.position();
            }
        }
        assertThat(frames).hasSize(appends);
        return frames;
    }

    /** Moves all content from the journal to the files of streams. */
    private void checkpoint() {
        try (StoreHarness store = StoreHarness.open(directory)) {
            store.append("a", "last;");
            await().until(() -> snapshots() == 1 && journals().size() == 1);
        }
        try (StoreHarness store = StoreHarness.open(directory)) {
            await().until(() -> snapshots() == 1 && journals().size() == 1);
        }
    }

    private void failsToOpen(String reason) {
        assertThatThrownBy(() -> StoreHarness.open(directory))
                .as("seed %s", seed)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining(reason)
                .hasMessageContaining("put back a copy");
    }

    private static String text(int appends) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < appends; i++) {
            text.append(i).append(';');
        }
        return text.toString();
    }

    private Path lastJournal() {
        List<Path> journals = journals();
        return journals.get(journals.size() - 1);
    }

    private List<Path> journals() {
        return files("journal-");
    }

    private int snapshots() {
        return files("snapshot-").size();
    }

    private List<Path> files(String prefix) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
