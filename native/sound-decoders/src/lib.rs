//! Symphonia's decoders behind five functions of plain numbers, for WebAssembly: one packet in, samples out.
//! The host owns nothing but the decoder; input and output lie in buffers that belong to it.

use symphonia_bundle_flac::FlacDecoder;
use symphonia_bundle_mp3::MpaDecoder;
use symphonia_codec_aac::AacDecoder;
use symphonia_codec_alac::AlacDecoder;
use symphonia_codec_vorbis::VorbisDecoder;
use symphonia_core::audio::SampleBuffer;
use symphonia_core::codecs::{
    CodecParameters, Decoder, DecoderOptions, CODEC_TYPE_AAC, CODEC_TYPE_ALAC, CODEC_TYPE_FLAC,
    CODEC_TYPE_MP1, CODEC_TYPE_MP2, CODEC_TYPE_MP3, CODEC_TYPE_VORBIS,
};
use symphonia_core::errors::Result;
use symphonia_core::formats::Packet;

pub struct SoundDecoder {
    decoder: Box<dyn Decoder>,
    input: Vec<u8>,
    output: Vec<f32>,
    channels: u32,
    rate: u32,
}

/// Memory for `length` bytes of input, to be written before `open_decoder`.
#[no_mangle]
pub extern "C" fn reserve(length: usize) -> *mut u8 {
    Box::leak(vec![0u8; length].into_boxed_slice()).as_mut_ptr()
}

/// A decoder for the codec (0 AAC, 1 FLAC, 2 to 4 MPEG layer 1 to 3, 5 Vorbis, 6 ALAC), whose description lies at
/// `description`; null where it takes no such stream.
#[no_mangle]
pub unsafe extern "C" fn open_decoder(codec: u32, description: *mut u8, length: usize) -> *mut SoundDecoder {
    let description = Box::from_raw(std::slice::from_raw_parts_mut(description, length));
    match make_decoder(codec, description) {
        Ok(decoder) => Box::into_raw(Box::new(SoundDecoder {
            decoder,
            input: Vec::new(),
            output: Vec::new(),
            channels: 0,
            rate: 0,
        })),
        Err(_) => std::ptr::null_mut(),
    }
}

fn make_decoder(codec: u32, description: Box<[u8]>) -> Result<Box<dyn Decoder>> {
    let options = DecoderOptions::default();
    let mut parameters = CodecParameters::new();
    if !description.is_empty() {
        parameters.with_extra_data(description);
    }
    Ok(match codec {
        0 => Box::new(AacDecoder::try_new(parameters.for_codec(CODEC_TYPE_AAC), &options)?),
        1 => Box::new(FlacDecoder::try_new(parameters.for_codec(CODEC_TYPE_FLAC), &options)?),
        2 => Box::new(MpaDecoder::try_new(parameters.for_codec(CODEC_TYPE_MP1), &options)?),
        3 => Box::new(MpaDecoder::try_new(parameters.for_codec(CODEC_TYPE_MP2), &options)?),
        4 => Box::new(MpaDecoder::try_new(parameters.for_codec(CODEC_TYPE_MP3), &options)?),
        5 => Box::new(VorbisDecoder::try_new(parameters.for_codec(CODEC_TYPE_VORBIS), &options)?),
        _ => Box::new(AlacDecoder::try_new(parameters.for_codec(CODEC_TYPE_ALAC), &options)?),
    })
}

/// Where to write a packet of `length` bytes.
#[no_mangle]
pub unsafe extern "C" fn input_of(decoder: *mut SoundDecoder, length: usize) -> *mut u8 {
    let this = &mut *decoder;
    this.input.clear();
    this.input.resize(length, 0);
    this.input.as_mut_ptr()
}

/// Decodes the packet written before; the number of frames, or -1 for a packet that can't be decoded.
#[no_mangle]
pub unsafe extern "C" fn decode_packet(decoder: *mut SoundDecoder) -> i32 {
    let this = &mut *decoder;
    let packet = Packet::new_from_slice(0, 0, 0, &this.input);
    match this.decoder.decode(&packet) {
        Ok(decoded) => {
            let spec = *decoded.spec();
            let mut samples = SampleBuffer::<f32>::new(decoded.capacity() as u64, spec);
            let frames = decoded.frames();
            samples.copy_planar_ref(decoded);
            this.output = samples.samples().to_vec();
            this.channels = spec.channels.count() as u32;
            this.rate = spec.rate;
            frames as i32
        }
        Err(_) => -1,
    }
}

/// The samples of the last packet, channel after channel.
#[no_mangle]
pub unsafe extern "C" fn output_of(decoder: *const SoundDecoder) -> *const f32 {
    (*decoder).output.as_ptr()
}

#[no_mangle]
pub unsafe extern "C" fn channels_of(decoder: *const SoundDecoder) -> u32 {
    (*decoder).channels
}

#[no_mangle]
pub unsafe extern "C" fn rate_of(decoder: *const SoundDecoder) -> u32 {
    (*decoder).rate
}
