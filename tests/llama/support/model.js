import { writeFileSync } from 'node:fs';

// A language model of random weights for llama.cpp: one layer, a token for each byte and each printable letter of ASCII. It writes
// nonsense, but llama.cpp can hold it to a schema like any other model. Its weights lean to some letters, so that most of what it writes is
// acceptable: a question has a random mark in it, and no run is like another.
//
// Format: GGUF 3, https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

const width = 32, inner = 64, heads = 2, alignment = 32;
const kinds = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 };
const tokenTypes = { normal: 1, unknown: 2, control: 3, byte: 6 };

class Bytes {
  parts = [];
  length = 0;

  add(buffer) {
    this.parts.push(buffer);
    this.length += buffer.length;
    return this;
  }

  uint32(value) {
    const buffer = Buffer.alloc(4);
    buffer.writeUInt32LE(value);
    return this.add(buffer);
  }

  float32(value) {
    const buffer = Buffer.alloc(4);
    buffer.writeFloatLE(value);
    return this.add(buffer);
  }

  uint64(value) {
    const buffer = Buffer.alloc(8);
    buffer.writeBigUInt64LE(BigInt(value));
    return this.add(buffer);
  }

  string(value) {
    const text = Buffer.from(value, 'utf8');
    return this.uint64(text.length).add(text);
  }

  pad() {
    return this.add(Buffer.alloc((alignment - (this.length % alignment)) % alignment));
  }
}

// mulberry32: the same weights on every machine.
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296 - 0.5;
  };
}

export function writeModel(path, { context, seed = 1 }) {
  const tokens = [['<unk>', tokenTypes.unknown], ['<s>', tokenTypes.control], ['</s>', tokenTypes.control]];
  for (let byte = 0; byte < 256; byte++) tokens.push([`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, tokenTypes.byte]);
  tokens.push(['\u2581', tokenTypes.normal]);
  for (let letter = 0x21; letter < 0x7f; letter++) tokens.push([String.fromCharCode(letter), tokenTypes.normal]);

  const next = random(seed);
  const noise = (count, size) => Float32Array.from({ length: count }, () => next() * size);
  const ones = count => new Float32Array(count).fill(1);
  // Words of small letters that end, and numbers of one digit.
  const leans = { '"': 7, ',': 7, '-': -9, 0: -9 };
  const lean = token => leans[token] ?? (/^[a-z]$/.test(token) ? 5 : /^([1-9]|<.*)$/.test(token) ? -6 : 0);
  const embeddings = noise(width * tokens.length, 1).map(value => value + 1);
  const output = noise(width * tokens.length, 0.5);
  tokens.forEach(([token], row) => {
    for (let column = 0; column < width; column++) output[row * width + column] += lean(token) / width;
  });
  const tensors = [
    ['token_embd.weight', [width, tokens.length], embeddings],
    ['output_norm.weight', [width], ones(width)],
    ['output.weight', [width, tokens.length], output],
    ['blk.0.attn_norm.weight', [width], ones(width)],
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map(name => [`blk.0.${name}.weight`, [width, width], noise(width * width, 0.2)]),
    ['blk.0.ffn_norm.weight', [width], ones(width)],
    ['blk.0.ffn_gate.weight', [width, inner], noise(width * inner, 0.2)],
    ['blk.0.ffn_up.weight', [width, inner], noise(width * inner, 0.2)],
    ['blk.0.ffn_down.weight', [inner, width], noise(width * inner, 0.2)],
  ];

  const values = [
    ['general.architecture', 'string', 'llama'],
    ['general.name', 'string', 'random'],
    ['llama.context_length', 'uint32', context],
    ['llama.embedding_length', 'uint32', width],
    ['llama.block_count', 'uint32', 1],
    ['llama.feed_forward_length', 'uint32', inner],
    ['llama.attention.head_count', 'uint32', heads],
    ['llama.attention.head_count_kv', 'uint32', heads],
    ['llama.attention.layer_norm_rms_epsilon', 'float32', 1e-5],
    ['llama.rope.dimension_count', 'uint32', width / heads],
    ['llama.vocab_size', 'uint32', tokens.length],
    ['tokenizer.ggml.model', 'string', 'llama'],
    ['tokenizer.ggml.tokens', 'array', ['string', tokens.map(([token]) => token)]],
    ['tokenizer.ggml.scores', 'array', ['float32', tokens.map(() => 0)]],
    ['tokenizer.ggml.token_type', 'array', ['int32', tokens.map(([, type]) => type)]],
    ['tokenizer.ggml.unknown_token_id', 'uint32', 0],
    ['tokenizer.ggml.bos_token_id', 'uint32', 1],
    ['tokenizer.ggml.eos_token_id', 'uint32', 2],
  ];

  const file = new Bytes().add(Buffer.from('GGUF')).uint32(3).uint64(tensors.length).uint64(values.length);
  const put = { uint32: value => file.uint32(value), int32: value => file.uint32(value), float32: value => file.float32(value), string: value => file.string(value) };
  for (const [name, kind, value] of values) {
    file.string(name).uint32(kinds[kind]);
    if (kind !== 'array') put[kind](value);
    else {
      const [of, items] = value;
      file.uint32(kinds[of]).uint64(items.length);
      items.forEach(put[of]);
    }
  }
  let offset = 0;
  for (const [name, dimensions, data] of tensors) {
    file.string(name).uint32(dimensions.length);
    dimensions.forEach(size => file.uint64(size));
    file.uint32(0).uint64(offset);
    offset += Math.ceil(data.byteLength / alignment) * alignment;
  }
  file.pad();
  for (const [, , data] of tensors) file.add(Buffer.from(data.buffer, data.byteOffset, data.byteLength)).pad();
  writeFileSync(path, Buffer.concat(file.parts));
}
