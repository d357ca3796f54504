package org.streamlistening.internal.engine;

/** The effect of a change besides the state of the stream. All methods are called within the lock of the stream. */
interface ChangeEffect {

    /** No effect. */
    ChangeEffect NONE = new ChangeEffect() {
        @Override
        public void begin() {
            // No effect.
        }

        @Override
        public void commit() {
            // No effect.
        }

        @Override
        public void undo() {
            // No effect.
        }
    };

    /** The change is about to be submitted. */
    void begin();

    /** The change is durable. Can be called again after a failure. */
    void commit();

    /** The change is undone, after all later ones; also if {@link #begin} failed. */
    void undo();
}
