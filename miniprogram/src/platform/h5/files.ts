import { fileName } from '../limits'
import type { Files, Kept } from '../types'

const NAME = 'app'
const STORE = 'files'
const addresses = new Map<string, string>()
/** A browser in private mode may have no room to keep things: then they live until the page is closed. */
const inMemory = new Map<string, ArrayBuffer>()

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE)
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
}

async function ask<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened()
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction(STORE, mode)
    const asked = act(transaction.objectStore(STORE))
    transaction.oncomplete = () => resolve(asked.result)
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  }).finally(() => database.close())
}

async function keep(bytes: ArrayBuffer, type: string, id = fileName(type)): Promise<Kept> {
  const kept = { id, type, size: bytes.byteLength }
  try {
    await ask('readwrite', (store) => store.put(bytes, id))
  } catch {
    inMemory.set(id, bytes)
  }
  return kept
}

async function read(id: string): Promise<ArrayBuffer | null> {
  const held = inMemory.get(id)
  if (held) return held
  try {
    return ((await ask('readonly', (store) => store.get(id))) as ArrayBuffer | undefined) ?? null
  } catch {
    return null
  }
}

async function address(file: Kept): Promise<string> {
  const known = addresses.get(file.id)
  if (known) return known
  const made = URL.createObjectURL(new Blob([(await read(file.id)) ?? new ArrayBuffer(0)], { type: file.type }))
  addresses.set(file.id, made)
  return made
}

async function drop(id: string): Promise<void> {
  const known = addresses.get(id)
  if (known) URL.revokeObjectURL(known)
  addresses.delete(id)
  inMemory.delete(id)
  await ask('readwrite', (store) => store.delete(id)).catch(() => undefined)
}

async function list(): Promise<string[]> {
  const kept = await ask('readonly', (store) => store.getAllKeys()).catch(() => [])
  return [...inMemory.keys(), ...kept.map(String)]
}

export const files: Files = { keep, read, address, drop, list }
