package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** An open file of a {@link ForgetfulDisk}. */
final class ForgetfulChannel extends FileChannel {

    private final ForgetfulDisk disk;
    private final Path path;
    private final FileChannel real;

    ForgetfulChannel(ForgetfulDisk disk, Path path, FileChannel real) {
        this.disk = disk;
        this.path = path;
        this.real = real;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        disk.force(path, real);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return disk.done(() -> real.write(bytes));
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        return disk.done(() -> real.write(bytes, position));
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
        return disk.done(() -> real.write(bytes, offset, length));
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        disk.done(() -> real.truncate(size));
        return this;
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        return real.read(bytes);
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        return real.read(bytes, position);
    }

    @Override
    public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
        return real.read(bytes, offset, length);
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        real.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return real.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
