"""Words that headings and titles of papers are made of, and words that look like a slip of one of them, but are none.

`COMMON`: words of eight letters and more that stand in at least two of 52 lists of papers and in a dictionary of
American or British English (SCOWL), and the field's own. `ALIKE`: others of that dictionary, one edit away from them.
"""

from __future__ import annotations

from typing import Final

COMMON: Final = frozenset(
    """
    abductive abilities abstract abstraction abstractions abstractive academic accelerate accelerated accelerating
    acceleration accelerators accessibility accounts accuracy accurate accurately achieving acknowledgements acoustic
    acquiring acquisition actionable activated activation activations actively activities activity actually
    adaptability adaptable adaptation adapters adapting adaption adaptive adaptively addendum additive addressing
    adjusting adoption advanced advancement advances advancing advantage adventure adversarial adversarially adversary
    advertisements advertising affective affinity affordable affordance affordances aggregate aggregated aggregation
    agnostic agreement algorithm algorithmic algorithms aligning alignment alignments alleviating allocation
    alternative alternatives alzheimer ambiguous amortized amplifying analyses analysing analysis analytics analyzing
    anchoring anisotropic annotated annotating annotation annotations annotator anomalies answering anticipating
    anything anywhere appearance application applications applying approach approaches approximate approximated
    approximation approximations approximators arbitrary architectural architecture architectures argument arguments
    arithmetic articles artifacts artificial artificially assembly assessing assessment assignment assistance
    assistant assistants assisted assisting association associations associative assumption assumptions assurance
    asymmetric asymmetry asynchronous attacker attackers attacking attempting attention attentional attentive
    attenuation attribute attributed attributes attribution attributions audiovisual augmentation augmentations
    augmented augmenting authentication authoring authorization autoencoder autoencoders autoformalization automata
    automated automatic automatically automating automation autonomous autonomously autoregression autoregressive
    auxiliary availability available averaging avoiding awareness backbone backbones backdoor backdoored background
    backward balanced balancing bandwidth baseline baselines batching bayesian beginning behavior behavioral behaviors
    behaviour behaviours benchmark benchmarking benchmarks benefits berkeley bernhard bidirectional bilateral
    bilingual billions binaries bioinformatics biological biomedical biomedicine biometrics blackbox blending
    blessings blockwise bluetooth boosting bootstrapped bootstrapping bottleneck boundaries boundary bounding
    brazilian breaking bridging bringing broadcast budgeted building business butterfly calculus calibrate calibrated
    calibrating calibration cambrian canonical capabilities capability capacity captioning captions captures capturing
    cascaded cascades cascading catalyst catastrophic categorical categories categorization category causality
    causation cellular certainty certifiable certificates certification certified challenge challenges challenging
    chameleon changing character characteristics characterization characterizing characters charting chatbots chatting
    checkers checking checklists checkpoints chemistry chunking circuits citation citations classical classification
    classifier classifiers classifying clickthrough climbing clinical clipping closeness clustering clusters cluttered
    codebases codebook cognition cognitive cognitively coherence cohesion collaborate collaborating collaboration
    collaborative collapse collecting collection collections collective colorful colorization colossal combating
    combination combinations combinatorial combining commerce commercial commodity commonsense communicate
    communication communications communicative communities community compaction companies comparative comparing
    comparison compatible competency competition competitive compilation compiled compiler compiling complementary
    complete completion complexities complexity component components composable composing composite composition
    compositional compositionality comprehend comprehension comprehensive comprehensively compress compressed
    compressing compression compressive computation computational computationally computations computer computers
    computing concepts conceptual concrete concurrent condition conditional conditioned conditioning conditions
    conference conferences confidence confident configurable configuration configurations conflict conflicts
    confounders confounding confusion connected connecting connection connections connectives connectivity connector
    consciousness consensus considerations consistency consistent constant constituency constrained constraint
    constraints construct constructing construction constructions consumer containers contents contexts contextual
    contextualized continual continue continued continuous contract contracts contradiction contrast contrasting
    contrastive contributing contributions contributors controllable controlled controller controllers controlling
    controls convergence converges conversation conversational conversations conversion converts convolution
    convolutional convolutions cooperation cooperative coordinated coordinating coordination coreference correcting
    correction correctional corrective correctness correlation correlations correspondence correspondences corruptions
    counterfactual counterfactuals countermeasure coupling covariance covariate coverage cracking crafting creating
    creation creative criteria critical criticality critique crossing crosslingual crowdsourced crowdsourcing
    cryptographic cryptography curation curiosity curriculum curvature customer customizable customization customized
    cybersecurity dangerous database databases datacenter datasets debiasing debugger debugging decentralized
    deception deceptive decision decisions declarative decoders decoding decompilation decomposed decomposing
    decomposition decompression deconvolution decoupled decoupling deduplicating defender defending defenses defensive
    definition deformable degradation deliberate deliberation delineation delivery democratized democratizing
    demonstrate demonstration demonstrations demystified demystifying denoising deobfuscation dependence dependencies
    dependency dependent deployed deploying deployment describe describing description descriptions descriptor
    descriptors desiderata designing detailed detected detecting detection detector detectors determinantal determine
    determining deterministic detoxifying developed developer developers developing development devising diagnosing
    diagnosis diagnostic diagnostics diagrams dialogue dialogues dictionary difference differences different
    differentiable differential differentially differentiated differently difficult difficulty diffusion dimension
    dimensional dimensionality dimensions diminishing directed direction directional directions directory
    disaggregated disagreement discipline discontinuous discount discourse discover discovering discovery discrepancy
    discrete discrimination discriminative discriminator discriminators discussions disentangled disentanglement
    disentangling disparities disrupting dissecting dissection distance distillation distilled distilling
    distinguishing distortion distracted distributed distribution distributional distributions divergence divergent
    diversified diversity document documentation documents downlink downstream dreaming dropping duplicate duration
    dynamical dynamically dynamics ecological economic economical economics ecosystem editable education educational
    effective effectively effectiveness efficacy efficiency efficient efficiently egocentric electric electricity
    electronic elementary elements eliciting eliminating embarrassingly embedded embedding embeddings embodied
    emergence emergent emerging emissions emotional empathetic empirical empowered empowering empowers emulating
    emulation enabling encoders encoding encodings encouraging encryption endowing engagement engineer engineering
    engineers enhanced enhancement enhances enhancing enriched enriching ensemble ensembles ensembling ensuring
    entailment enterprise entities environment environmental environments epidemic episodic equation equations
    equilibrium equitable equivalence equivalent escaping essential essentials establishing estimate estimates
    estimating estimation evaluate evaluating evaluation evaluations evaluator evaluators everyday everyone everything
    evidence evidential evolution evolutionary evolving examination examining examples exceptions executable
    executables executing execution exemplars existence existing expanding expansion expectation experience
    experiential experiment experimental experimentation experiments expertise explainability explainable explainers
    explaining explains explanation explanations explanatory explicit explicitly exploitation exploiting exploits
    exploration explorations exploratory exploring exponential exponentially exposing expression expressions
    expressive expressivity extended extending extensible extension extensions external extracting extraction
    extractive extractor extrapolatable extrapolating extrapolation extremely facebook facilitating factorization
    factorized factuality factually failures fairness faithful faithfully faithfulness fantastic fantastically
    feasibility features federated feedback fidelity filtered filtering financial finetuned finetuning fingerprinting
    firmware flamingo flexible floating focusing followers following footprint forecasting forensic forensics
    forgetting formalization formalizing formation formative formatted formulation formulations foundation
    foundational foundations framework frameworks frequency friendly frontier frontiers function functional
    functionally functions fundamental gamified gaussian generalisable generalist generalizability generalizable
    generalization generalize generalized generalizing generate generated generating generation generations generative
    generator generators geodesic geographical geometric geometry globally gradient gradients grammars grammatical
    granular granularity graphical grasping grokking grounded grounding grouping guaranteed guidance guidelines
    hallucination hallucinations handling hardening hardware harmless harmonization harmonizing harnesses harnessing
    harvesting haystack healthcare heterogeneity heterogeneous heuristic heuristics hierarchical hierarchies hierarchy
    hindering hindsight hippocampus historical hitchhiker holistic homogeneous honeypots hospital household hyperbolic
    hypernetworks hyperparameter hyperparameters hypothesis identifiability identification identify identifying
    identity illusion imagination imbalance imbalanced imitating imitation imperfect implement implementation
    implementations implications implicit importance important impossible improved improvement improvements improves
    improving imputation incentivizes incentivizing inception incident incidents including inclusive incomplete
    inconsistencies inconsistency inconsistent incorporating increase increasing incremental incrementally
    independence independent indexing indirect individual inducing induction inductive industrial industry
    ineffectiveness inexperienced inference inferences inferencing inferred inferring infilling infinite influence
    informatics information informative informed infrastructure initialization initializations injecting injection
    injections innovation inpainting insecure insertion insights inspecting inspection inspired inspiring instance
    instances institutional instruct instructed instructing instruction instructions instructor instrumental integrate
    integrated integrating integration integrative integrity intelligence intelligent intensive intention interact
    interacting interaction interactions interactive interactivity interest interesting interface interfaces
    interference interleaved interleaving interlingua intermediate internal internet interpolated interpolation
    interpret interpretability interpretable interpretation interpretations interpreters interpreting interval
    intervention interventions intriguing intrinsic intrinsically introducing introduction introspection intrusion
    intrusions intuitive invariance invariant invariants inversion invertible investigating investigation
    investigations invisible irrelevant isotropic iteration iterative iteratively jailbreak jailbreaking japanese
    javascript judgement judgements judgment kernelized keyphrase kinetics knowledge knowledgeable labeling labelled
    labelling laboratory landmark landscape language languages laplacian latently layerwise leaderboard learnability
    learnable learners learning leverage leveraging libraries licensing lifecycle lifelong lifetime lighting lightning
    lightweight likelihood limitations linearly linguistic linguistically literature locality localization localize
    localized locating location logically longitudinal lookahead lossless machines maintainers malicious management
    managing mandarin manifold manipulate manipulated manipulating manipulation manipulations manually mappings
    marginal marketing massively mastering matching material materials mathematical mathematics matrices matryoshka
    maximisation maximization maximizing measurement measurements measures measuring mechanism mechanisms mechanistic
    mechanistically mediated mediation medication medicine memoization memories memorization memorize memorizing
    messages methodological methodology microscopy microservices microsoft migration millions minibatch minimization
    minimizers minimizing minority miscellaneous misinformation misleading mistakes mitigate mitigating mitigation
    mixtures mobility modalities modality modeling modelling modification modified modulated modulation molecular
    molecule momentum monitoring monocular monolingual monologue monosemanticity monotonic monotonicity morphology
    motivated motivation movement multiagent multichannel multiclass multilayer multilevel multilingual
    multilinguality multimodal multimodality multiple multiplexing multiplication multiplicative multiscale
    multisensory multitask multivariate mutation mysterious narrative national natively navigating navigation
    necessary necessity negation negative negatives negotiation neighbor neighbors networking networks neurally
    neurobiologically neuromorphic neuroscience neurosymbolic nonconvex nonlinear normalization normalized normalizing
    numeracy numerical obfuscated obfuscation objective objectives observable observation observational observing
    offensive offloading ontology operating operation operations operator operators opportunistic opportunities
    opportunity optimization optimizations optimize optimized optimizer optimizers optimizing orchestrating
    orchestration ordering organization oriented orthogonal outcomes outliers outperform outperforms outrageously
    overcoming overfitting overflow overhead overlapping overthinking overview pairwise panoptic paradigm paradigms
    paragraph parallel parallelism parallelization parallelizing parameter parameterization parameterized parameters
    parametric paraphrasing paraphrastic parsimonious partially partitioning patching pathological pathology pathways
    patience patterns pedagogical pedestrian penalties perception perceptive perceptual performance performant
    performers performs perplexity persistence persistent personal personality personalization personalized
    personalizing perspective perspectives perturbation perturbations perturbed perturbing phenomena phenomenon
    phishing photographs photography photorealistic physical pioneering pipedream pipeline pipelines pitfalls
    placement planners planning platform platforms pluggable poisoning policies political polyglot polysemanticity
    popularity portable portuguese position positional positive posterior potential potentials powerful practical
    practice practices practitioners pragmatic precision preconditioned predecessors predictable predicting prediction
    predictions predictive predictor predictors preemptive preference preferences prefilling preliminary preprocessing
    prerequisite presence presentation preserving pretrain pretrained pretraining preventing prevention primitives
    principle principled principles prioritization prioritized privilege privileged proactive probabilistic
    probabilities probability problems procedural procedurally processes processing production products professional
    professionals professor proficiency profiler profiles profiling programmable programmer programming programs
    progress progressive progressively projecting projection projections projects prolonged promises promoting
    prompted prompting propagating propagation propensity properties property proposal proprietary prospector
    protecting protection proteins protocol protocols prototype prototypes provable provably provenance providers
    proximal psycholinguistic psychological psychology publicly quadratic quantification quantified quantify
    quantifying quantile quantitative quantity quantization quantized quaternion querying question questioning
    questions radiance radiologic radiologist radiology radiotherapy randomization randomized randomly randomness
    rationale rationality rationalization reaching reactions realistic reallocation reasonable reasoner reasoners
    reasoning recallable receptive recognition recognize recognizing recommend recommendation recommendations
    recommender reconcile reconciling reconstructing reconstruction recovering recovery rectification rectified
    recurrence recurrent recurring recursion recursive recursively recycling redesign redesigning rediscovers reducing
    reduction redundancy redundant refactoring reference referential referring refinement refining reflection
    reflections reflective reformer reformulating reformulation regional registration regression regressive
    regularization regularized regularizing reinforce reinforced reinforcement reinventing rejection relabeling
    relating relation relational relations relationship relationships relative relevance relevant reliability reliable
    remarkable remember removing rendering reordering repairing reparameterization repeated replacing replication
    reporting repositories repository representation representational representations representative representing
    reproducible reproducing reproduction reprompting requests requirements requires requiring reranker reranking
    research researcher researchers residual resilience resilient resolution resolutions resolving resonance resource
    resources responding response responses responsible responsive restoration restricted restriction retaining
    retentive rethinking retrieval retrieve retriever retrievers retrieving retrofitting retrospection retrospective
    revealing revising revision revisited revisiting revolutionizing rewarding rewriting rigorous roadblocks roadside
    robotics robustly robustness rollouts rotation salience saliency sampling satellite satisfaction scaffold
    scaffolding scalability scalable scarcity scenario scenarios scheduled scheduling sciences scientific scientist
    scissors screenshot searching secondary secretly securing security segmentation segmented segmenting selecting
    selection selective semantic semantically semantics sensitive sensitivity sentence sentences sentiment sentinel
    separating separation sequence sequences sequential serverless services settings sharding shedding sherlock
    shifting shopping shortcomings shortcut shortcuts signaling signatures similarity simplicity simplification
    simplified simplifying simulacra simulate simulated simulating simulation simulations simulator simultaneous
    simultaneously singular situated skipping smartphone smartphones smoothing socially societies software solution
    solutions something spammers sparsely sparsification sparsity spatially spatiotemporal speakers speaking
    specialized specific specification specifications spectral spectrally spectrogram spectrum speculative speeding
    splatting spoofing spotlight spotlights spotting spurious stability stabilizing stacking standard standardization
    standardized standing stanford stateful statistical statisticians statistics stealing stealthy steerable steering
    stepwise stereotypes stochastic stopping storytelling strategic strategies strategy streaming streamlining
    strength stripped stronger structural structure structured structures struggle students studying stylized
    sublayers subnetwork subnetworks subspace substitution subwords successes successive successor sufficient
    suggestion summaries summarization summarize summarizing superhuman superintelligence superior superposition
    supervised supervision supporting suppression surfaces surgical surpassing surprising surprisingly surrogate
    surveillance switchable switching symbolic symmetric symmetry synchronization synchronous synergistic synergizing
    syntactic synthesis synthesize synthesized synthesizer synthesizing synthetic systematic systematicity tackling
    tailored tailoring targeted targeting taxonomies taxonomy teachers teaching technical technique techniques
    technologies technology telecommunications template templates temporal temporally tensorflow tensorized testbeds
    themselves theoretic theoretical theoretically theories thinking thorough thoughts thousand throughout throughput
    timeline timestep together tokenization tokenizer tolerant toolboxes topological topology toxicity tracking
    tradeoff tradeoffs traditional trainable training trajectories trajectory transcending transfer transferability
    transferable transferred transferring transform transformation transformations transformer transformers
    transforming transforms transition transitions translate translation translations translator transmission
    transparency transparent transport traversal treating treatment treatments treebank triangular trilemma trillion
    truncated truncation trustworthy truthful truthfulness tutorial tutorials ubiquitous unanswerable unbiased
    unbounded uncertainty uncooperative uncovering undefined underlying underspecified understand understanding
    understands unearthing unforeseen unifying universal universally university unlabeled unlabelled unlearning
    unleashing unlimited unlocked unlocking unnatural unpaired unprecedented unreasonable unreliability unstable
    unstructured unsupervised untargeted unveiling updating usability utilization utilizing utterances validating
    validation validity variable variables variance variants variation variational vectorized vehicles vehicular
    verifiable verification verified verifier verifiers versatile versatility versions vertical vietnamese viewpoint
    viewpoints violations visiolinguistic visiting visualization visualizations visualizing visually visuomotor
    vocabularies vocabulary vokenization volumetric vulnerabilities vulnerability vulnerable watching waveform
    weakness weaknesses wearable websites weighted weighting wikipedia wireless workflow workflows workings workshop
    workshops yourself
    """.split()
)
ALIKE: Final = frozenset(
    """
    abstriction abstrictions acknowledgments acquiting addictive adductive adoptability adoptable adopters adopting
    adoptive adoptively advancemen agilities aliening alining allocution alterative altercative altheimer anilities
    appaying appling appuying artefacts attachers attaching auctionable auditive automaton autotomous aventure baching
    backyard bassline basslines batesian bathing bending beraking berkley bernard biliteral billons binging bitching
    bleeding blinding boasting boinging bonding booting botching bouncing braking brazilin breading breaming bridling
    brining bullions bunding bushiness busyness butching calculous calyculus cameleon cantions carting cassation
    categorial categorise categorises categorizes cations catting caudation cautioning cautions chamaeleon chancing
    channing chanting charging charing charking charming charring cheating cheeking chinking chipping chocking
    chucking chungking cibation cimbrian clacking clanging clapping clarting classifies clattered cleating clecking
    clittered clopping clottered clunking clustered cluttering clutters clysters coevolution coevolutions cofounders
    cofounding cognation colleting colonization commination comminations communicatee communization communizations
    commutation commutations commuter commuters commuting compactible comparting compete competer competers competing
    complexifies complexion complied complier complimentary compostable composting compotation compotations compter
    compting computes concents concerts confected confecting confection confections conferrence conferrences conjected
    conjecting consents constrains constricting constriction constrictions contact contacts contextural contiguous
    continuos contrat contusion convected convecting convection convections convector convents corelation correption
    couping couverts coverts crackling craking cranking crating creaking creaming creasing creatin cremating cremation
    crenation cresting cricking crocking crofting cumbrian curtation curvation databuses debagging debasing deciders
    deciding decodes decoking decoyers decoying decupled decupling defected defecting defection defector defectors
    defencing defensing defunding degender deigning dejected dejecting dejection demising dependance dependancies
    dependancy depending deploring derailed derision derisions descriving detention developes deviling digrams
    discissions discoer discontiguous discreet discursions disjecting disjection dismount disseating dissenting
    dissention disserting districted dopping drapping dreading drearing dripping drooping eduction embowered
    embowering embowers emerying emptional encodes encoring enduring enmities enological enragement ensuing entoilment
    enuring epidermic epulation equatable escarping estivate estivates estivating estivation eternal evacuate
    evacuating evacuation evacuations evacuator evacuators evitable examplars excerptions exiting exocentric
    expedience expediential expended expending explantation explantations exploding extendible extensile fainness
    fallowing faltered faltering farness fellowing feltered feltering fingerpainting flexile flouting foretasting
    formulization formulizing fronter frostier gasified gasping grammas graping grassing groping groundling grousing
    grouting handing hardnesses harkening heterogenous hierarchise hierarchizes homogenous hondling hypergolic
    illision impainting impalement impassible indention indiction inducting induing infalling infecting infection
    infections infernal infights inherence inherences inotropic insection insections intension intentive interlace
    interlaces interrace interred interring interweaved interweaving inventible invention isotopic javanese judgments
    kinesics langrage langrages lapelled larning leaners leaning libeling libelled libelling libraires librairies
    lichting ligating lightening livelihood livelong lobation localing locution maistering manging manyfold maraging
    marching massages mattering medicated meditated meditation memorise memorises memorizes messuages microcopy
    minimizes mismakes mispleading misreading mistering mitching modeming molalities molality monovular moralities
    morality morulation motility mullions multiplayer multipole mustering naively negaton neutrally normanization
    normanized normanizing notional notworks nyetworks oncology optimizes optology otology outlers outlies outliners
    outlivers overblow overhitting overread overslow panners panning parametrization parametrized parching pasterns
    patrology pattens patters penalities perforant personalty phaenomena phaenomenon phonographs phonography phototype
    phototypes phytography piperine piperines pishing pitching placemen plaining planers planform planforms planing
    planking planters planting polities polyglott positon potable potching practive prebilling precenting preceptive
    precesses precessing predicable predicating predication predications predicative prefiles prefiling preforms
    premises presenting pretence prevening prevision principe prisoning probable probably processional processionals
    processor professes professing profiting programer programing projets prologed promoing promoted prosecting
    prosector prosects protections protects protensity provabilities provability proveably provection provides
    prowesses quantitation quartile quintile reacting rebating recision recognizee rections recurving redaction
    redactions redating redealing reeching reelection reelections reenforce reenforced reenforcement refection
    refections refiling refinding refiring refixing reflating reflation reflations regaining regarding reginal
    reheated reining reinvesting relacing relaxing relaying relining relivable remaining remating remising renforce
    repealing repented repinement repining replated replating replaying reposting repotting requitements requiting
    reracking rerising resealing researches reseated resection resentive resining reslating resoling resorting
    retailing retarding retching retorting retraining retrieves reveling revelling reverence reverential reviling
    reviving revolution revolutions revolving rewarming roaching roformer rogation sacking salability salable sanding
    sanford sapience sapiency sapling scammers sealable sealing searcing seatings seeding sematic sentience sentiences
    sentient settlings sextings shacking shading shafting shammers sharing sharking sharping sheading shealing
    sheering shending shipping shirting shiting shitting shotting shredding sifting simpling sinuated sipping sittings
    skepping skimping slacking slammers slatting sledding slipping slopping slotting smacking smooching smooshing
    smooting snacking sneakers sneaking snedding sneering snifting snipping snitching snotting solation solations
    soothing sopping sotting sottings sparely sparsedly spatting speaning spearers spearing specking speeling speering
    spelding spending spitting splitting spooking spooling spooming spooning spooring sporting spouting sprakers
    stafford stageful staking staling stalking stamford stammers stanaford stanging staning stapping starching
    starford starking steading steaming steaning stearing steeking steeling steening steeping steerling steeving
    stelling stellite stending stepping sterling sticking stimulate stimulated stimulating stimulation stimulations
    stimulator stitching stocking stomping stooping stoppling stotting straggle stranding stranger strapped
    strategizes streaking streamling stricture strictured strictures stringer stroaming stropped stropping studding
    suability subworlds succusses succussive summarise summarises summarizes sunspace swarding swealing swifting
    swopping swotting syntectic synthetize synthetized synthetizer synthetizing tacking teaches technologise
    technologizes thacking thanking theorise theorises theorizes thinning threating through thunking tickling tinking
    tocology tokology tonicity tracing traiking trailable trailing transferrin treading trecking tricking trining
    troating trocking tropological tropology trothful trucking twinking typological typology unaired unbased unblocked
    unblocking unbonded uncocked uncocking undefied underlaying underling undocked undocking unfounded unhaired
    unitable unlashing unlicked unlooked unpared unrefined unrounded unsatable unseasonable unsounded unwounded
    updarting uplocked uplocking uprating useability valiance valiants vapidity verbification verbified verifies
    versability versification versified versifier versifiers versins vesicles vesicular weighed weighing wifeless
    wighted wighting wineless witching witeless wordings worksop
    """.split()
)
