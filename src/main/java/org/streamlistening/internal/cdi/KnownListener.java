package org.streamlistening.internal.cdi;

import java.util.function.BooleanSupplier;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.listen.Heard;
import org.streamlistening.internal.listen.Observers;

/** Observers who may ask which listener is telling them. */
record KnownListener(Observers observers, CurrentListener current, StreamListener listener) implements Observers {

    @Override
    public boolean tell(StreamEvent event, BooleanSupplier wanted) {
        return current.with(listener, () -> observers.tell(event, wanted));
    }

    @Override
    public boolean tell(StreamMessage message, BooleanSupplier wanted) {
        return current.with(listener, () -> observers.tell(message, wanted));
    }

    @Override
    public boolean tell(StreamData batch, Heard heard, BooleanSupplier wanted) {
        return current.with(listener, () -> observers.tell(batch, heard, wanted));
    }

    @Override
    public boolean tell(StreamMessage message, Heard heard, BooleanSupplier wanted) {
        return current.with(listener, () -> observers.tell(message, heard, wanted));
    }

    @Override
    public void pass() {
        observers.pass();
    }

    @Override
    public void passDecoded() {
        observers.passDecoded();
    }
}
