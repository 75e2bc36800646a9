/**
 * RocksDB as a storage engine of a Cairn node.
 *
 * @provides dev.cairn.api.spi.StorageEngine.Provider the engine named {@code rocksdb}
 */
module dev.cairn.examples.rocksdb {
    requires dev.cairn.api;
    requires rocksdbjni;

    provides dev.cairn.api.spi.StorageEngine.Provider with
            dev.cairn.examples.rocksdb.RocksProvider;
}
