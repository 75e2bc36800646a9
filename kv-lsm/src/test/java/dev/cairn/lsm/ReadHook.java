package dev.cairn.lsm;

import dev.cairn.api.env.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A directory that calls back before each read of a file.
 *
 * @param inner where the files are
 * @param beforeRead what it calls, on the reader's thread
 */
record ReadHook(Directory inner, Runnable beforeRead) implements Directory {
    @Override
    public ReadableFile open(String name) throws IOException {
        ReadableFile file = inner.open(name);
        return new ReadableFile() {
            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public void read(long position, ByteBuffer target) throws IOException {
                beforeRead.run();
                file.read(position, target);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public String describe() {
        return inner.describe();
    }

    @Override
    public List<String> list() throws IOException {
        return inner.list();
    }

    @Override
    public WritableFile create(String name) throws IOException {
        return inner.create(name);
    }

    @Override
    public WritableFile append(String name, long size) throws IOException {
        return inner.append(name, size);
    }

    @Override
    public boolean exists(String name) throws IOException {
        return inner.exists(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        inner.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        inner.delete(name);
    }

    @Override
    public void syncNames() throws IOException {
        inner.syncNames();
    }

    @Override
    public Directory child(String name) throws IOException {
        return inner.child(name);
    }

    @Override
    public AutoCloseable lock(String name) throws IOException {
        return inner.lock(name);
    }
}
