// Keeps an open page at the newest edition; nothing depends on it. What it reads: docs/operating/live.md
(()=>{
const D=document,R=D.documentElement;
// Early, so that the chosen colours are there with the first paint; once the choice itself is there, it counts.
try{R.dataset.theme=localStorage.theme||''}catch{}
const main=()=>{
const B=D.body,all=(s,n=D)=>[...n.querySelectorAll(s)],by=i=>D.getElementById(i),
opened=new Map,ago=new Intl.RelativeTimeFormat(R.lang),
clock=new Intl.DateTimeFormat(R.lang,{hour:'2-digit',minute:'2-digit',hourCycle:'h23',timeZone:R.dataset.zone});
let skew=0,confirmed=0,fails=0,tries=0,tried,timer,busy;
const now=()=>Date.now()+skew,
put=(n,t)=>{if(n.textContent!=t)n.textContent=t},
relative=at=>{
 const s=Math.round((at-now())/1e3),n=Math.abs(s),
 [size,unit]=n<60?[1,'second']:n<3600?[60,'minute']:n<172800?[3600,'hour']:[86400,'day'];
 return ago.format(Math.trunc(s/size),unit)
},
paint=()=>{
 all('[data-ago]').map(n=>put(n,relative(Date.parse(n.dateTime))));
 const n=confirmed&&D.querySelector('[data-confirmed]');
 if(!n)return;
 const old=now()-confirmed>18e4;
 n.parentNode.classList.toggle('stale',old);
 put(n,old?n.dataset.stale.replace('{}',clock.format(confirmed)):n.dataset.confirmed.replace('{}',relative(Math.min(confirmed,now()-1e3))))
},
copy=(a,b)=>{
 for(const{name}of[...a.attributes])if(!b.hasAttribute(name)&&a.role!='slider')a.removeAttribute(name);
 for(const{name,value}of b.attributes)if(a.getAttribute(name)!=value)a.setAttribute(name,value)
},
// Touches only what differs: focus, selection and typed words stay.
morph=(a,b)=>{
 if(a.id=='said'||a.isEqualNode(b))return;
 if(a.nodeName!=b.nodeName||a.id!=b.id)return a.replaceWith(b);
 if(a.nodeType!=1)return a.data=b.data;
 copy(a,b);
 let at=a.firstChild;
 for(const next of[...b.childNodes]){
  const same=next.id&&[...a.childNodes].find(n=>n.id==next.id);
  if(same&&same!=at){a.insertBefore(same,at);at=same}
  else if(!same&&(!at||next.id||at.id)){a.insertBefore(next,at);continue}
  const after=at.nextSibling;
  morph(at,next);
  at=after
 }
 while(at){const gone=at;at=at.nextSibling;gone.remove()}
},
place=n=>{
 const home=n.closest('[id]')||B,i=n==home?-1:all(n.localName,home).indexOf(n);
 return()=>{const h=home.id?by(home.id):B;return i<0?h:h&&all(n.localName,h)[i]}
},
swap=page=>{
 const f=D.activeElement||B,find=place(f),x=scrollX,y=scrollY;
 all('details[id]',page).map(d=>{
  const mine=by(d.id);
  d.open=opened.get(d.id)??(d.open||!!mine&&mine.open&&mine.contains(f))
 });
 copy(R,page.documentElement);
 D.title=page.title;
 morph(B,page.body);
 all('link[rel=icon]').map(l=>l.href=l.href.split('?')[0]+'?'+R.dataset.edition);
 if(f!=B&&f!=D.activeElement)find()?.focus({preventScroll:true});
 scrollTo({left:x,top:y,behavior:'instant'});
 const said=by('said');
 if(said){put(said,'');setTimeout(()=>put(said,B.dataset.verdict||D.querySelector('h1').textContent),99)}
},
get=url=>fetch(url,{cache:'no-store',signal:AbortSignal.timeout(8e3)}),
look=async()=>{
 const answer=await get(R.dataset.head),head=await answer.json();
 skew=(Date.parse(answer.headers.get('date'))||Date.now())-Date.now();
 confirmed=Date.parse(head.confirmed_at);
 if(tried!=head.edition){tried=head.edition;tries=0}
 // What an edition did not change may stay at an older one: five tries.
 if(tried<=R.dataset.edition||++tries>5)return;
 const got=await get(location.pathname);
 if(got.status==404)return location.reload();
 const page=new DOMParser().parseFromString(await got.text(),'text/html'),{edition,head:live}=page.documentElement.dataset;
 if(got.ok&&page.getElementById('said')&&(!live||edition>=tried))swap(page)
},
poll=async()=>{
 if(busy||D.hidden||!R.dataset.head)return;
 busy=1;
 clearTimeout(timer);
 try{await look();fails=0}catch{fails++}
 busy=0;
 paint();
 timer=setTimeout(poll,Math.min(3e3*2**fails,6e4)+Math.random()*1e3)
};
try{
 delete R.dataset.theme;
 all('[name=theme]').map(i=>i.checked=i.value==localStorage.theme||i.checked);
 D.addEventListener('change',e=>{if(e.target.name=='theme')localStorage.theme=e.target.value})
}catch{}
D.addEventListener('click',e=>{
 const d=e.target.closest('summary')?.parentNode;
 if(d)setTimeout(()=>opened.set(d.id,d.open))
});
D.addEventListener('visibilitychange',poll);
// What reads bars comes when one is pointed at or focused.
for(const t of['pointerover','focusin'])D.addEventListener(t,e=>R.dataset.bars&&e.target.closest('.row')&&import(R.dataset.bars));
setInterval(paint,1e3);
poll().then(paint)
};
D.readyState=='loading'?D.addEventListener('DOMContentLoaded',main):main()
})()
