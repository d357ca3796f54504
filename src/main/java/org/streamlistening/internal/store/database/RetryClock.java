package org.streamlistening.internal.store.database;

/** Time, and pauses between attempts. */
interface RetryClock {

    RetryClock SYSTEM = new RetryClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public boolean pause(long millis) {
            try {
                Thread.sleep(millis);
                return true;
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    };

    long nanoTime();

    /** @return false if the thread was interrupted */
    boolean pause(long millis);
}
