package org.streamlistening.internal.read.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.http.body.UndecodableException;
import org.streamlistening.internal.read.body.SseEventReader.Event;

class SseEventReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void endsLinesAtEachOfTheThreeLineEnds(String end) throws IOException {
        String text = ": hello\nevent: data\ndata: a\ndata:b\nid: 7\nretry: 5\n\ndata\n\nevent: x\n\ndata: c\n\n";
        assertThat(events(text.replace("\n", end)))
                .containsExactly(new Event("data", "a\nb"), new Event("message", ""), new Event("message", "c"));
    }

    @Test
    void treatsOtherLineSeparatorsAsData() throws IOException {
        assertThat(events("data: a\u0085b\u2028c\u2029d\u000be\u000cf\n\n"))
                .containsExactly(new Event("message", "a\u0085b\u2028c\u2029d\u000be\u000cf"));
    }

    @Test
    void removesExactlyOneSpace() throws IOException {
        assertThat(events("data:  a \n\ndata:\ta\n\ndata:a:b\n\n"))
                .extracting(Event::data)
                .containsExactly(" a ", "\ta", "a:b");
    }

    @Test
    void skipsAByteOrderMark() throws IOException {
        assertThat(events("\ufeffdata: a\n\ndata: \ufeffb\n\n"))
                .extracting(Event::data)
                .containsExactly("a", "\ufeffb");
    }

    @Test
    void dropsAnEventThatIsNotComplete() throws IOException {
        assertThat(events("data: a\n\ndata: b\n")).extracting(Event::data).containsExactly("a");
        assertThat(events("data: a\n\ndata: b")).extracting(Event::data).containsExactly("a");
    }

    @Test
    void replacesBytesThatAreNotUtf8AndMarksTheEvent() throws IOException {
        byte[] bytes = "data: a\ndata: b\u00e9\n\ndata: c\u20ac\n\n".getBytes(StandardCharsets.ISO_8859_1);
        bytes[bytes.length - 3] = (byte) 0xe2;
        assertThat(events(new ByteArrayInputStream(bytes)))
                .containsExactly(new Event("message", "a\nb\ufffd", false), new Event("message", "c\ufffd", false));
        assertThat(events("data: \ufffd\n\n")).containsExactly(new Event("message", "\ufffd", true));
        InputStream comment =
                new ByteArrayInputStream(new byte[] {':', (byte) 0xff, '\n', 'd', 'a', 't', 'a', '\n', '\n'});
        assertThat(events(comment)).containsExactly(new Event("message", "", true));
    }

    @Test
    void rejectsAnEventOverTheLimit() {
        assertThatThrownBy(() -> events("data: " + "x".repeat(2000) + "\n\n")).isInstanceOf(UndecodableException.class);
        assertThatThrownBy(() -> events("data: 1234567\n".repeat(200) + "\n")).isInstanceOf(UndecodableException.class);
    }

    @Test
    void countsCharactersNotBytesAndOnlyThoseOfTheData() throws IOException {
        for (String character : List.of("x", "é", "€", "\ud83d\ude00")) {
            String data = character.repeat(1000 / character.length());
            assertThat(events("data: " + data + "\n\n")).containsExactly(new Event("message", data));
        }
    }

    @Test
    void returnsAnEventThatEndsWithCrWithoutWaitingForMore() throws Exception {
        try (PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out)) {
            out.write("data: a\r\r".getBytes(StandardCharsets.UTF_8));
            out.flush();
            SseEventReader events = events(in, 1000);
            assertThat(events.next()).isEqualTo(new Event("message", "a"));
            out.write("\ndata: b\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            assertThat(events.next()).isEqualTo(new Event("message", "b"));
        }
    }

    @Test
    void readsTheSameEventsFromPiecesOfAnySize() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<Event> written = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (int count = random.nextInt(20); count > 0; count--) {
                String data = "é😀 :x\u2028".repeat(random.nextInt(20)) + (random.nextBoolean() ? "\n" : "") + "y";
                written.add(new Event("data", data));
                String end = new String[] {"\n", "\r", "\r\n"}[random.nextInt(3)];
                text.append("event: data").append(end);
                data.lines().forEach(line -> text.append("data: ").append(line).append(end));
                text.append(end);
            }
            InputStream dripping = new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)) {
                @Override
                public synchronized int read(byte[] target, int offset, int length) {
                    return super.read(target, offset, Math.min(length, 1 + random.nextInt(7)));
                }
            };
            assertThat(events(dripping)).isEqualTo(written);
        }
    }

    private static List<Event> events(String text) throws IOException {
        return events(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Event> events(InputStream source) throws IOException {
        List<Event> all = new ArrayList<>();
        SseEventReader events = events(source, 1000);
        for (Event event = events.next(); event != null; event = events.next()) {
            all.add(event);
        }
        return all;
    }

    private static SseEventReader events(InputStream source, int limit) {
        return new SseEventReader(source, limit, BodyPace.none(), MessageBudget.unlimited());
    }
}
