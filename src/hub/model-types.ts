const list = (types: string): readonly string[] => types.split(' ')

/**
 * The `model_type`s that each pipeline of transformers.js can load, or hosts in parts; a pipeline that is not here loads any.
 * Written by `npm run model-types`.
 */
export const modelTypes: Readonly<Record<string, readonly string[]>> = {
  'text-classification': list(
    'albert bart bert camembert convbert deberta deberta-v2 distilbert electra esm eurobert mbart mobilebert modernbert mpnet neobert roberta roformer squeezebert xlm xlm-roberta',
  ),
  'token-classification': list(
    'bert camembert convbert deberta deberta-v2 distilbert electra esm eurobert modernbert mpnet neobert openai_privacy_filter roberta roformer xlm xlm-roberta',
  ),
  'question-answering': list(
    'albert bert camembert convbert deberta deberta-v2 distilbert electra mobilebert mpnet neobert roberta roformer squeezebert xlm xlm-roberta',
  ),
  'fill-mask': list(
    'albert bert camembert convbert deberta deberta-v2 distilbert electra esm eurobert mobilebert modernbert mpnet neobert roberta roformer squeezebert xlm xlm-roberta',
  ),
  summarization: list('bart blenderbot blenderbot-small longt5 m2m_100 marian mbart mt5 t5'),
  translation: list('bart blenderbot blenderbot-small longt5 m2m_100 marian mbart mt5 t5'),
  'text2text-generation': list('bart blenderbot blenderbot-small longt5 m2m_100 marian mbart mt5 t5'),
  'text-generation': list(
    'afmoe apertus arcee bloom codegen cohere cohere2 deepseek_v3 deepseek_v4 ernie4_5 exaone falcon falcon_h1 gemma gemma2 gemma3 gemma3_text gemma3n gemma4 glm glm_moe_dsa gpt2 gpt_bigcode gpt_neo gpt_neox gpt_oss gptj granite granitemoehybrid helium hrm_text hunyuan_v1_dense jais lfm2 lfm2_moe llama llama4_text mbart ministral ministral3 mistral mistral4 mobilellm modernbert-decoder mpt nanochat nemotron_h olmo olmo2 olmo3 olmo_hybrid openelm opt phi phi3 phi3_v qwen2 qwen2_5_vl qwen2_moe qwen2_vl qwen3 qwen3_5 qwen3_5_moe qwen3_5_text qwen3_moe qwen3_next qwen3_vl qwen3_vl_moe smollm3 solar_open stablelm starcoder2 trocr vaultgemma youtu zaya',
  ),
  'zero-shot-classification': list(
    'albert bart bert camembert convbert deberta deberta-v2 distilbert electra esm eurobert mbart mobilebert modernbert mpnet neobert roberta roformer squeezebert xlm xlm-roberta',
  ),
  'audio-classification': list(
    'audio-spectrogram-transformer hubert unispeech unispeech-sat wav2vec2 wav2vec2-bert wavlm',
  ),
  'automatic-speech-recognition': list(
    'cohere_asr hubert lite-whisper moonshine parakeet_ctc speecht5 unispeech unispeech-sat wav2vec2 wav2vec2-bert wavlm whisper',
  ),
  'text-to-audio': list('musicgen speecht5 supertonic vits'),
  'text-to-speech': list('musicgen speecht5 supertonic vits'),
  'image-to-text': list('idefics3 smolvlm vision-encoder-decoder'),
  'image-classification': list(
    'beit convnext convnextv2 deit dinov2 dinov2_with_registers efficientnet fastvit hiera ijepa mobilenet_v1 mobilenet_v2 mobilenet_v3 mobilenet_v4 mobilevit mobilevitv2 pvt resnet segformer swin vit vit_msn',
  ),
  'image-segmentation': list(
    'ben birefnet clipseg detr isnet maskformer mobilenet_v1 mobilenet_v2 mobilenet_v3 mobilenet_v4 modnet sapiens segformer swin',
  ),
  'background-removal': list(
    'ben birefnet clipseg detr isnet maskformer mobilenet_v1 mobilenet_v2 mobilenet_v3 mobilenet_v4 modnet sapiens segformer swin',
  ),
  'object-detection': list('d_fine detr rf_detr rt_detr rt_detr_v2 table-transformer yolos'),
  'zero-shot-object-detection': list('grounding-dino owlv2 owlvit'),
  'document-question-answering': list('vision-encoder-decoder'),
  'image-to-image': list('swin2sr'),
  'depth-estimation': list('chmv2 depth_anything depth_pro dpt glpn metric3d metric3dv2 sapiens'),
  'image-text-to-text': list(
    'gemma3 gemma3n gemma4 glm_ocr idefics3 lfm2_vl lighton_ocr llava llava_onevision mistral3 paligemma qwen2_5_vl qwen2_vl qwen3_5 qwen3_5_moe qwen3_vl qwen3_vl_moe smolvlm',
  ),
  'mask-generation': list('edgetam sam sam2 sam3_tracker'),
  'time-series-forecasting': list('patchtsmixer patchtst'),
  'image-text-similarity': list('clip siglip'),
  'audio-feature-extraction': list('clap hubert unispeech wav2vec2 wavlm whisper'),
}
