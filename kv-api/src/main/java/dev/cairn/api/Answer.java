package dev.cairn.api;

/**
 * Where the outcome of an asynchronous operation goes. Exactly one of the two methods is called,
 * once.
 *
 * <p>It may be called before the operation's method returns, and on any thread; it must not block.
 *
 * @param <T> the result's type
 */
public interface Answer<T> {
    /** The operation succeeded. */
    void succeeded(T result);

    /** The operation failed. */
    void failed(KvError error);
}
