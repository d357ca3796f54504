package org.streamlistening.internal.read.response;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.http.body.UndecodableException;
import org.streamlistening.internal.read.body.BodyPace;
import org.streamlistening.internal.read.body.ByteMessages;
import org.streamlistening.internal.read.body.JsonArrayMessages;
import org.streamlistening.internal.read.body.MessageSource;
import org.streamlistening.internal.read.body.SseEventReader.Event;

/**
 * Decodes data events into messages (Protocol, section 5.8).
 *
 * @param contentType the content type of the stream
 * @param base64 whether the data is base64 text
 */
record SseDataDecoder(String contentType, boolean base64, MessageBudget.Share memory) {

    /** Whether the data is text, whose line ends an event stream does not distinguish. */
    boolean isPlainText() {
        return !base64 && !StreamMessage.isJson(contentType);
    }

    MessageSource decode(Event event) throws UndecodableException, InexactEventException {
        requireExact(event);
        String data = event.data();
        byte[] bytes = base64 ? decodeBase64(data) : data.getBytes(StandardCharsets.UTF_8);
        if (!StreamMessage.isJson(contentType)) {
            return new ByteMessages(new ByteArrayInputStream(bytes), contentType, BodyPace.none(), memory);
        }
        // A server may, but need not, put the messages of an event into an array.
        return JsonArrayMessages.of(bytes, contentType, memory);
    }

    private void requireExact(Event event) throws InexactEventException {
        // In JSON, which no append splits, a replacement character is content. In text it may replace lost bytes.
        boolean substituted = !StreamMessage.isJson(contentType) && event.data().indexOf('\ufffd') >= 0;
        if ((substituted || !event.exact()) && !base64) {
            throw new InexactEventException();
        }
    }

    private static byte[] decodeBase64(String data) throws UndecodableException {
        String text = data.replace("\n", "").replace("\r", "");
        if (text.length() % 4 != 0) {
            throw new UndecodableException("the base64 text of a data event is cut");
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new UndecodableException("a data event is not base64", e);
        }
    }
}
