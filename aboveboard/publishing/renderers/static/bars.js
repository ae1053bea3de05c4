// Reads bars day by day and day lines by the clock, with pointer and arrow keys. All that it says stands on the page, too.
// What it reads: docs/operating/live.md
const D=document,R=D.documentElement,by=i=>D.getElementById(i),all=(s,n=D)=>[...n.querySelectorAll(s)],
text=n=>n?n.textContent.trim().replace(/\s+/g,' '):'',
told=parts=>parts.filter(Boolean).join(' · '),
format=(at,o)=>new Intl.DateTimeFormat(R.lang=='en'?'en-GB':R.lang,o).format(at),
set=(n,a)=>{for(const k in a)if(n.getAttribute(k)!=a[k])n.setAttribute(k,a[k])},
forward=R.dir=='rtl'?-1:1,
places=new WeakMap,
tip=D.createElement('p');
let shown;
tip.className='reading';
tip.ariaHidden='true';
// The class of the shape that stands for a day.
const shape=(svg,i)=>all('path:not(.b)',svg).find(p=>{
 const d=p.getAttribute('d'),mt=p.matches('.mt');
 return p.matches('.un')?[...d.matchAll(/M(\d+) \S+?H(\d+)/g)].some(m=>m[1]<=i*5&&i*5<m[2]):d.includes(`M${i*5+(mt?2:0)} 28`)
})?.classList[0]||'op',
days=(svg,host)=>{
 const cells=svg.viewBox.baseVal.width/5,end=Date.parse(host.dataset.last),
 iso=i=>new Date(end-(cells-1-i)*864e5).toISOString().slice(0,10),
 row=i=>by('day-'+iso(i))||all('[data-since]').find(n=>n.dataset.since<=iso(i)&&iso(i)<=n.dataset.until);
 return{cells,most:cells-1,start:cells-1,middle:.5,step:1,leap:7,row,say:i=>told([
  format(Date.parse(iso(i)),{weekday:'short',day:'numeric',month:'short',timeZone:'UTC'}),
  ...row(i)?all('.spoken,.causes,.up',row(i)).map(text):[text(D.querySelector('.legend .'+shape(svg,i))?.parentNode)]])}
},
hours=host=>{
 const{from,minutes,until,well}=host.dataset,pieces=all('[data-m]',host).map(n=>[n,...n.dataset.m.split('-').map(Number)]);
 return{cells:+minutes,most:+until,start:pieces[0]?.[1]??0,middle:0,step:15,leap:60,say:i=>told([
  format(Date.parse(from)+i*6e4,{hour:'2-digit',minute:'2-digit',hourCycle:'h23',timeZone:R.dataset.zone}),
  pieces.filter(([,a,b])=>a<=i&&(i<b||i==until&&i==b)).map(([n])=>text(n)).join(', ')||well])}
},
model=svg=>{
 const host=svg.closest('.hours');
 return host?hours(host):days(svg,svg.closest('[data-last]'))
},
hide=()=>{tip.remove();shown=0},
show=(svg,i,m=model(svg))=>{
 i=Math.max(0,Math.min(m.most,i));
 places.set(svg,i);
 const box=svg.getBoundingClientRect(),part=(i+m.middle)/m.cells-.5;
 tip.textContent=m.say(i);
 D.body.append(tip);
 const wide=tip.offsetWidth,x=box.left+box.width*(.5+part*forward),left=Math.max(4,Math.min(R.clientWidth-wide-4,x-wide/2));
 tip.style=`left:${scrollX+left}px;top:${scrollY+box.top-tip.offsetHeight-4}px;--x:${x-left}px;--y:${box.height+4}px`;
 shown=svg;
 if(svg.role)set(svg,{'aria-valuenow':i,'aria-valuetext':tip.textContent})
},
isSlider=n=>n.role=='slider',
place=(svg,m=model(svg))=>Math.min(m.most,places.get(svg)??m.start),
// Where every day has a row of its own, the bar and all lines together are one tab stop each.
enhance=()=>{
 const lines=all('.hours .line'),stop=lines.find(n=>n.getAttribute('tabindex')=='0')||lines[0];
 [...all('.big .bars'),...lines].map(svg=>{
  const m=model(svg),i=place(svg,m),label=text(svg.closest('li')?.querySelector('time'));
  svg.removeAttribute('aria-hidden');
  set(svg,{role:'slider','aria-valuemin':0,'aria-valuemax':m.most,'aria-valuenow':i,'aria-valuetext':m.say(i),tabindex:label&&svg!=stop?-1:0});
  if(label)set(svg,{'aria-label':label})
 })
},
under=e=>e.target.closest?.('.bar,.hours')?.querySelector('.bars,.line');
D.addEventListener('pointermove',e=>{
 const svg=under(e);
 if(!svg)return shown&&shown!=D.activeElement&&hide();
 const box=svg.getBoundingClientRect(),m=model(svg);
 show(svg,Math.floor((.5+((e.clientX-box.left)/box.width-.5)*forward)*m.cells),m)
});
D.addEventListener('focusin',e=>isSlider(e.target)?show(e.target,place(e.target)):hide());
D.addEventListener('focusout',hide);
addEventListener('resize',hide);
D.addEventListener('keydown',e=>{
 const own=isSlider(e.target),svg=own?e.target:e.target.closest('.row')?.querySelector('.bars'),k=e.key;
 if(!svg||e.altKey||e.ctrlKey||e.metaKey)return;
 if(k=='Escape')return hide();
 const m=model(svg),i=place(svg,m),begun=own||shown==svg,lines=own?all('.hours .line'):[],
 other=lines[lines.indexOf(svg)+{ArrowUp:-1,ArrowDown:1}[k]]||k=='Enter'&&m.row?.(i)?.querySelector('.line');
 if(other){
  e.preventDefault();
  lines.map(n=>n.tabIndex=n==other?0:-1);
  return other.focus()
 }
 const to={ArrowLeft:i-m.step*forward,ArrowRight:i+m.step*forward,PageUp:i-m.leap,PageDown:i+m.leap,Home:0,End:m.most}[k];
 if(to==null||!begun&&!/Left|Right/.test(k))return;
 e.preventDefault();
 show(svg,begun?to:i,m);
 if(!own)by('said').textContent=tip.textContent
});
new MutationObserver(enhance).observe(by('main'),{subtree:true,childList:true,attributeFilter:['aria-hidden','d']});
enhance()
