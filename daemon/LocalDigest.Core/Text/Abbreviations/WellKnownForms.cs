namespace LocalDigest.Text;

/// <summary>
/// Forms that are one in most fields. A store learns forms from papers that define them; a new store has none, and papers no longer define
/// what everybody knows (LLM, RL), nor that a VLM, an LVLM and an MLLM are kinds of one thing.
/// </summary>
internal static class WellKnownForms
{
    /// <summary>Kinds of one thing, by their short forms; the first one is the usual name.</summary>
    public static IReadOnlyList<string[]> Kinds { get; } = [["VLM", "LVLM", "MLLM", "VLLM"]];

    /// <summary>Each is one thing in all its forms, the short one first.</summary>
    public static IReadOnlyList<string[]> Groups { get; } =
    [
        ["VLM", "vision-language model", "visual language model"],
        ["LVLM", "large vision-language model"],
        ["MLLM", "multimodal large language model", "multi-modal large language model"],
        ["VLLM", "visual large language model"],
        ["LLM", "large language model"],
        ["RL", "reinforcement learning"],
        ["DRL", "deep reinforcement learning"],
        ["RLHF", "reinforcement learning from human feedback"],
        ["RLVR", "reinforcement learning with verifiable rewards"],
        ["VLA", "vision-language-action model", "vision-language-action"],
        ["VLN", "vision-and-language navigation", "vision-language navigation"],
        ["VQA", "visual question answering"],
        ["GNN", "graph neural network"],
        ["CNN", "convolutional neural network"],
        ["RNN", "recurrent neural network"],
        ["ViT", "vision transformer"],
        ["GAN", "generative adversarial network"],
        ["VAE", "variational autoencoder", "variational auto-encoder"],
        ["MoE", "mixture of experts", "mixture-of-experts"],
        ["CoT", "chain of thought", "chain-of-thought"],
        ["RAG", "retrieval-augmented generation"],
        ["SSL", "self-supervised learning"],
        ["NLP", "natural language processing"],
        ["NMT", "neural machine translation"],
        ["ASR", "automatic speech recognition"],
        ["TTS", "text-to-speech"],
        ["OCR", "optical character recognition"],
        ["NeRF", "neural radiance field"],
        ["3DGS", "3D Gaussian splatting", "Gaussian splatting"],
        ["SLAM", "simultaneous localization and mapping"],
        ["PINN", "physics-informed neural network"],
        ["PEFT", "parameter-efficient fine-tuning", "parameter-efficient finetuning"],
        ["LoRA", "low-rank adaptation"],
        ["SFT", "supervised fine-tuning", "supervised finetuning"],
        ["DPO", "direct preference optimization"],
        ["PDE", "partial differential equation"],
        ["MCMC", "Markov chain Monte Carlo"],
        ["HPC", "high-performance computing"],
        ["MRI", "magnetic resonance imaging"],
        ["EEG", "electroencephalography"],
        ["AGN", "active galactic nucleus", "active galactic nuclei"],
        ["CMB", "cosmic microwave background"],
        ["GRB", "gamma-ray burst"],
        ["ISM", "interstellar medium"],
        ["IGM", "intergalactic medium"],
        ["CGM", "circumgalactic medium"],
    ];
}
