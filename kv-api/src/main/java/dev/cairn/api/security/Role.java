package dev.cairn.api.security;

/** What somebody may do with a bucket. */
public enum Role {
    /** Read its keys: get, scan, explain. */
    READ,
    /** Write and delete its keys. */
    WRITE,
    /** Both, and set its properties; for all buckets also change the cluster. */
    ADMIN
}
